select
    edition_id,
    start,
    "end",
    label,
    kind
from raw.immersion_programme
