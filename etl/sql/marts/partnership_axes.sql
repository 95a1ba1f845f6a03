select
    *,
    'declared' as status,
    'partnerships' as source_id
from staging.partnership_axes
order by partnership_id, axis_number, commitment
