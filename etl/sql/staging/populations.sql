select
    cast(cog_year as integer) as cog_year,
    cast(census_year as integer) as census_year,
    commune_id,
    cast(population as integer) as population
from raw.populations
