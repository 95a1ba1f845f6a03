select
    *,
    case when kind = 'derived' then 'derived' else 'declared' end as status,
    'key_figures' as source_id
from staging.key_figures
order by figure_id
