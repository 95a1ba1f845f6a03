with
listed as (
    select
        *,
        'declared' as status,
        'structure_register' as source_id
    from core.structure_register
    union all by name
    select
        finess_et as structure_id,
        kind,
        name,
        commune_id,
        'ouvert (FINESS)' as state,
        opened_on as state_date,
        'official' as status,
        'finess' as source_id,
        'confirmed' as confidence,
        family
    from core.structure_directory
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
