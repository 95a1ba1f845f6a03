select
    *,
    'declared' as status,
    'ght_register' as source_id
from staging.ght
order by ght, member
