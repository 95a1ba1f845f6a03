-- Communes, and beyond the two départements the places that stand for the neighbours.
select
    place_id,
    kind,
    lon,
    lat,
    population,
    need,
    gp_count,
    gp_60_plus_count,
    supply,
    supply_60_plus,
    accessibility,
    'estimated' as status,
    source_id
from staging.accessibility_places
order by place_id
