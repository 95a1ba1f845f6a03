select
    family_id,
    label,
    examples,
    source_url
from raw.attractiveness_families
