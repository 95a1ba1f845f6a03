select
    origin_id,
    destination_id,
    minutes,
    status,
    source_id
from staging.travel_times
order by origin_id, destination_id
