select
    finess_et,
    name,
    category,
    commune_id,
    opened_on
from raw.finess_structures
