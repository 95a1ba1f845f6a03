select
    edition_id,
    host_kind,
    host_name,
    commune_id,
    cpts_id,
    source_url,
    'declared' as status,
    'immersion' as source_id
from staging.immersion_hosts
union all
select
    edition_id,
    host_kind,
    host_name,
    commune_id,
    cpts_id,
    source_url,
    'demo' as status,
    'immersion_demo' as source_id
from raw.immersion_hosts_demo
order by edition_id, host_name
