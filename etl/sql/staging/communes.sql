select
    commune_id,
    name,
    departement_id,
    arrondissement_id,
    epci_id,
    postal_codes,
    cast(lon as double) as lon,
    cast(lat as double) as lat,
    point_basis
from raw.communes
