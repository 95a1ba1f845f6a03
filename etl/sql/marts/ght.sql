-- The register collected one by one, until FINESS+ brings the groups as they are declared.
with
listed as (
    select
        *,
        'declared' as status,
        'ght_register' as source_id
    from staging.ght
    where not exists (select 1 from staging.finess_ght)
    union all by name
    select
        finess_ght.*,
        'confirmed' as confidence,
        sources.url as source_url,
        'official' as status,
        sources.source_id
    from staging.finess_ght as finess_ght
    inner join meta.sources as sources on sources.source_id = 'finess'
)

select
    ght,
    support,
    member,
    date,
    note,
    confidence,
    source_url,
    status,
    source_id
from listed
order by ght, member
