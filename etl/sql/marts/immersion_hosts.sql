select
    *,
    'declared' as status,
    'immersion' as source_id
from staging.immersion_hosts
order by edition_id, host_name
