select
    *,
    'declared' as status,
    'immersion' as source_id
from staging.immersion_follow_up
order by edition_id, question, observed_year
