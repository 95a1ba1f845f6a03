select
    edition_id,
    host_kind,
    host_name,
    commune_id,
    cpts_id,
    source_url
from raw.immersion_hosts
