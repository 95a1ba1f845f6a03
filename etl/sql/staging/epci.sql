select
    epci_id,
    name,
    kind,
    cast(communes_count as integer) as communes_count,
    cast(communes_in_perimeter_count as integer) as communes_in_perimeter_count
from raw.epci
