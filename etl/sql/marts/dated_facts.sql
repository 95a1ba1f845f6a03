select
    *,
    'declared' as status,
    'key_figures' as source_id
from staging.dated_facts
order by topic, fact
