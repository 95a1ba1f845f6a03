select
    departement_id,
    name
from raw.departements
