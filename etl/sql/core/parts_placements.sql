-- A commune that the file does not name has 0 places: the file is held to be complete for a year.
with
years as (
    select distinct
        year,
        status,
        source_id
    from core.placements_file
),

by_commune as (
    select
        year,
        status,
        source_id,
        commune_id,
        sum(places) as places,
        sum(trainees_with_places) as trainees,
        sum(places_with_trainees) as places_known
    from core.placements_file
    group by year, status, source_id, commune_id
),

under_served as (
    select commune_id
    from core.apl
    where year = 2024 and series = 'apl_gp_65' and apl <= 2.5
)

select
    'internship_places' as indicator_id,
    communes.commune_id,
    years.year,
    cast(coalesce(by_commune.places, 0) as decimal(18, 6)) as numerator,
    cast(null as decimal(18, 6)) as denominator,
    years.status,
    years.source_id
from years
cross join core.communes as communes
left join by_commune
    on
        years.year = by_commune.year
        and years.source_id = by_commune.source_id
        and communes.commune_id = by_commune.commune_id
union all
select
    'placement_rate' as indicator_id,
    commune_id,
    year,
    cast(trainees as decimal(18, 6)) as numerator,
    cast(places_known as decimal(18, 6)) as denominator,
    status,
    source_id
from by_commune
-- With persons counted elsewhere than with their places, a rate would be of another population.
where
    places_known > 0
    and not exists (
        select 1
        from core.placements_file as hidden
        where
            hidden.secrecy = 'hidden'
            and hidden.year = by_commune.year
            and hidden.source_id = by_commune.source_id
    )
union all
select
    'share_places_in_underserved' as indicator_id,
    by_commune.commune_id,
    by_commune.year,
    cast(
        case when under_served.commune_id is null then 0 else by_commune.places end
        as decimal(18, 6)
    ) as numerator,
    cast(by_commune.places as decimal(18, 6)) as denominator,
    by_commune.status,
    by_commune.source_id
from by_commune
left join under_served on by_commune.commune_id = under_served.commune_id
where by_commune.places > 0
