select
    *,
    'declared' as status,
    'immersion' as source_id
from staging.immersion_programme
order by edition_id, start
