select
    *,
    'declared' as status,
    'cpts_register' as source_id
from staging.cpts
order by cpts_id
