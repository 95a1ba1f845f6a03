select
    cast(year as integer) as year,
    cast(semester as integer) as semester,
    site_id,
    site_name,
    commune_id,
    discipline,
    trainee_level,
    setting,
    cast(places as integer) as places,
    cast(trainees as integer) as trainees,
    status,
    source_id,
    secrecy,
    counted_in,
    keeps_discipline
from raw.placements_file
