-- Places collected one by one, but those of a family that FINESS lists in the same commune.
with
register as (
    select
        structures.structure_id,
        structures.kind,
        structures.name,
        structures.commune_id,
        structures.state,
        structures.state_date,
        structures.note,
        structures.confidence,
        structures.source_url,
        structures.professionals_count,
        codes.commune_id as current_commune_id,
        case
            when structures.kind = 'MSP' then 'msp'
            when contains(structures.kind, 'projet') then 'projet'
            when starts_with(structures.kind, 'centre de santé') then 'centre_de_sante'
            else 'autre'
        end as family
    from staging.structures as structures
    left join core.commune_codes as codes on structures.commune_id = codes.code
),

known as (
    select distinct
        commune_id,
        family
    from core.structure_directory
)

select
    register.structure_id,
    register.kind,
    register.name,
    register.commune_id,
    register.state,
    register.state_date,
    register.note,
    register.confidence,
    register.source_url,
    register.professionals_count,
    register.family
from register
left join known
    on register.current_commune_id = known.commune_id and register.family = known.family
where known.commune_id is null
order by register.structure_id
