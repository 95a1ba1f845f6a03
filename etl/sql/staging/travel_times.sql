select
    origin_id,
    destination_id,
    minutes,
    status,
    source_id
from raw.travel_times
