select
    structure_id,
    name,
    kind,
    commune_id,
    postal_code,
    state,
    state_date,
    cast(professionals_count as integer) as professionals_count,
    university,
    note,
    confidence,
    source_url
from raw.structures
