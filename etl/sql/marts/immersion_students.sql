select
    *,
    'declared' as status,
    'immersion' as source_id
from staging.immersion_students
order by edition_id, discipline
