select
    edition_id,
    label,
    cast(year as integer) as year,
    date,
    year_confidence,
    place,
    commune_id,
    mode,
    cast(territories_count as integer) as territories_count,
    source_url
from raw.immersion_editions
