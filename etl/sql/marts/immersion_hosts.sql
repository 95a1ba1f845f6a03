select
    *,
    'declared' as status,
    'immersion' as source_id
from staging.immersion_hosts
union all
select
    *,
    'demo' as status,
    'immersion_demo' as source_id
from raw.immersion_hosts_demo
order by edition_id, host_name
