select
    commitment_id,
    state,
    next_step,
    date,
    'declared' as status,
    'partnerships' as source_id
from raw.commitment_follow_up
order by commitment_id
