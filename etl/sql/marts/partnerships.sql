select
    *,
    'declared' as status,
    'partnerships' as source_id
from staging.partnerships
order by partnership_id
