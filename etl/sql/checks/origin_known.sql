-- Chaque ligne publiée porte un statut et une source connus
with
published as (
    select 'indicator_values' as mart, status, source_id from marts.indicator_values
    union
    select 'structures' as mart, status, source_id from marts.structures
    union
    select 'placements' as mart, status, source_id from marts.placements
    union
    select 'immersion_editions' as mart, status, source_id from marts.immersion_editions
    union
    select 'immersion_students' as mart, status, source_id from marts.immersion_students
    union
    select 'immersion_hosts' as mart, status, source_id from marts.immersion_hosts
    union
    select 'immersion_programme' as mart, status, source_id from marts.immersion_programme
    union
    select 'immersion_follow_up' as mart, status, source_id from marts.immersion_follow_up
    union
    select 'commitment_follow_up' as mart, status, source_id from marts.commitment_follow_up
    union
    select 'partnerships' as mart, status, source_id from marts.partnerships
    union
    select 'partnership_axes' as mart, status, source_id from marts.partnership_axes
    union
    select 'key_figures' as mart, status, source_id from marts.key_figures
    union
    select 'dated_facts' as mart, status, source_id from marts.dated_facts
    union
    select 'ght' as mart, status, source_id from marts.ght
    union
    select 'cpts' as mart, status, source_id from marts.cpts
    union
    select 'cpts_communes' as mart, status, source_id from marts.cpts_communes
    union
    select 'zoning_history' as mart, status, source_id from marts.zoning_history
    union
    select 'liberal_workforce' as mart, status, source_id from marts.liberal_workforce
    union
    select 'attractiveness_families' as mart, status, source_id
    from marts.attractiveness_families
)

select
    published.mart,
    published.status,
    published.source_id
from published
left join meta.statuses as statuses on published.status = statuses.status
left join meta.sources as sources on published.source_id = sources.source_id
where statuses.status is null or sources.source_id is null
