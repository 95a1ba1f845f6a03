select
    cpts_id,
    commune_id,
    note,
    confidence,
    source_url
from raw.cpts_communes
