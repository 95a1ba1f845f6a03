select
    cast(census_year as integer) as census_year,
    commune_id,
    cast(population as integer) as population,
    cast(age_75_plus as integer) as age_75_plus
from raw.population_75_plus
