select
    *,
    'declared' as status,
    'cpts_register' as source_id
from staging.cpts_communes
order by cpts_id, commune_id
