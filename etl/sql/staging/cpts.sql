select
    cpts_id,
    name,
    departement_id,
    anchor_commune_id,
    anchor_basis,
    state,
    state_date,
    cast(communes_count as integer) as communes_count,
    cast(population as integer) as population,
    cast(professionals_count as integer) as professionals_count,
    cast(members_count as integer) as members_count,
    perimeter_known,
    perimeter_note,
    website,
    note,
    confidence,
    source_url
from raw.cpts
