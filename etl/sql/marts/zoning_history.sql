select
    *,
    'official' as status,
    'ars_zoning_history' as source_id
from staging.gp_zoning_history
order by in_force
