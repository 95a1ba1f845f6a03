select
    *,
    'declared' as status,
    'attractiveness_families' as source_id
from staging.attractiveness_families
order by family_id
