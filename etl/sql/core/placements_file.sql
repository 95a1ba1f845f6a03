-- In town a place is often one person: those rows are grouped by commune and lose their name.
with
placed as (
    select
        given.year,
        given.semester,
        given.discipline,
        given.trainee_level,
        given.setting,
        given.places,
        given.trainees,
        given.status,
        given.source_id,
        given.secrecy,
        given.counted_in,
        given.keeps_discipline,
        coalesce(communes.commune_id, given.commune_id) as commune_id,
        case
            when given.secrecy = 'pool' then given.site_id
            when given.setting = 'ambulatory' then 'ville-' || communes.commune_id
            else coalesce(given.site_id, communes.commune_id || '-' || lower(given.site_name))
        end as site_id,
        case
            when given.secrecy = 'pool' then given.site_name
            when given.setting = 'ambulatory' then 'Stages en ville, ' || communes.name
            else coalesce(given.site_name, given.site_id)
        end as site_name
    from staging.placements_file as given
    -- A group larger than a commune is counted at « epci:… », « departement:… » or « perimetre ».
    left join core.commune_codes as codes on given.commune_id = codes.code
    left join core.communes as communes on codes.commune_id = communes.commune_id
)

select
    year,
    semester,
    site_id,
    max(site_name) as site_name,
    commune_id,
    discipline,
    trainee_level,
    setting,
    cast(sum(trainees) as integer) as trainees,
    cast(sum(places) as integer) as places,
    -- A rate needs both: rows where one is unknown are left out of it.
    cast(sum(trainees) filter (where places is not null) as integer) as trainees_with_places,
    cast(sum(places) filter (where trainees is not null) as integer) as places_with_trainees,
    status,
    source_id,
    secrecy,
    counted_in,
    keeps_discipline
from placed
group by
    year, semester, site_id, commune_id, discipline, trainee_level, setting, status, source_id,
    secrecy, counted_in, keeps_discipline
order by
    source_id, year, semester, site_id, commune_id, discipline, trainee_level, setting, secrecy,
    counted_in
