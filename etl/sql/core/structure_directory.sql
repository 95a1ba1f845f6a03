-- Open places of FINESS; none until a steward brings it. A CPTS that the register has at the same
-- commune is not listed twice: the register knows its perimeter.
with
anchors as (
    select codes.commune_id
    from staging.cpts as cpts
    inner join core.commune_codes as codes on cpts.anchor_commune_id = codes.code
)

select
    structures.finess_et,
    structures.name,
    codes.commune_id,
    structures.opened_on,
    case structures.category
        when '603' then 'MSP' when '604' then 'CPTS' else 'centre de santé'
    end as kind,
    case structures.category
        when '603' then 'msp' when '604' then 'cpts' else 'centre_de_sante'
    end as family
from staging.finess_structures as structures
inner join core.commune_codes as codes on structures.commune_id = codes.code
left join anchors on structures.category = '604' and codes.commune_id = anchors.commune_id
where anchors.commune_id is null
order by structures.finess_et
