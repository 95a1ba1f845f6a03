select
    arrondissement_id,
    name,
    departement_id
from raw.arrondissements
