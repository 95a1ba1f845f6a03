select
    cast(year as integer) as year,
    departement_id,
    profession,
    cast(headcount as integer) as headcount,
    cast(density_per_100k as double) as density_per_100k
from raw.liberal_workforce
