select
    measure,
    commune_id,
    cast(year as integer) as year,
    numerator,
    denominator,
    source_id
from raw.attractiveness_inbox
