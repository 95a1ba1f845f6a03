with
listed as (
    select
        structure_id,
        kind,
        name,
        commune_id,
        state,
        state_date,
        'declared' as status,
        'structure_register' as source_id,
        note,
        confidence,
        source_url,
        professionals_count,
        case
            when kind = 'MSP' then 'msp'
            when contains(kind, 'projet') then 'projet'
            when starts_with(kind, 'centre de santé') then 'centre_de_sante'
            else 'autre'
        end as family
    from staging.structures
    union all by name
    select
        cpts_id as structure_id,
        'CPTS' as kind,
        name,
        anchor_commune_id as commune_id,
        state,
        state_date,
        'declared' as status,
        'cpts_register' as source_id,
        note,
        confidence,
        source_url,
        professionals_count,
        'cpts' as family
    from staging.cpts
    union all by name
    select
        hospitals.site_id as structure_id,
        'site hospitalier' as kind,
        hospitals.name,
        hospitals.commune_id,
        'recensé par la SAE' as state,
        cast(hospitals.last_year as varchar) as state_date,
        'official' as status,
        sources.source_id,
        'confirmed' as confidence,
        sources.url as source_url,
        'hopital' as family
    from core.hospital_sites as hospitals
    inner join meta.sources as sources on sources.source_id = 'drees_sae'
)

select
    listed.structure_id,
    listed.kind,
    listed.name,
    codes.commune_id,
    communes.lon,
    communes.lat,
    listed.state,
    listed.state_date,
    listed.status,
    listed.source_id,
    listed.note,
    listed.confidence,
    listed.source_url,
    communes.point_basis as position_basis,
    listed.family,
    listed.professionals_count
from listed
left join core.commune_codes as codes on listed.commune_id = codes.code
left join core.communes as communes on codes.commune_id = communes.commune_id
order by listed.family, listed.structure_id
