-- Durées de trajet : lieux connus, de 0 à 30 minutes, une par paire ; chaque commune s'atteint
with
counted as (
    select
        times.origin_id,
        times.destination_id,
        min(times.minutes) as minutes,
        count(*) as rows_count
    from marts.travel_times as times
    group by times.origin_id, times.destination_id
),

bad as (
    select
        counted.origin_id,
        counted.destination_id,
        counted.minutes,
        counted.rows_count
    from counted
    left join marts.accessibility_places as origins on counted.origin_id = origins.place_id
    left join marts.accessibility_places as sites on counted.destination_id = sites.place_id
    where
        origins.place_id is null
        or sites.place_id is null
        or counted.minutes is null
        or counted.rows_count > 1
        or not counted.minutes between 0 and 30
)

select
    bad.origin_id,
    bad.destination_id,
    bad.minutes,
    bad.rows_count
from bad
union all
select
    communes.commune_id as origin_id,
    communes.commune_id as destination_id,
    null as minutes,
    0 as rows_count
from core.communes as communes
left join counted
    on communes.commune_id = counted.origin_id and communes.commune_id = counted.destination_id
where counted.origin_id is null
