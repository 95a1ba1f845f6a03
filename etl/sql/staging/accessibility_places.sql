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
    source_id
from raw.accessibility_places
