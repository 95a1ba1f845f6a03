select
    former_commune_id,
    commune_id,
    name,
    kind
from raw.former_communes
