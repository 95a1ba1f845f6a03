select
    cast(census_year as integer) as census_year,
    commune_id,
    cast(population as integer) as population,
    cast(age_0_19 as integer) as age_0_19,
    cast(age_20_64 as integer) as age_20_64,
    cast(age_65_plus as integer) as age_65_plus
from raw.population_age
