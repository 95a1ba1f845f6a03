select
    *,
    'declared' as status,
    'immersion' as source_id
from staging.immersion_editions
order by edition_id
