select
    populations.cog_year,
    populations.census_year,
    codes.commune_id,
    cast(sum(populations.population) as integer) as population,
    count(*) as codes_count
from staging.populations as populations
inner join core.commune_codes as codes on populations.commune_id = codes.code
group by populations.cog_year, populations.census_year, codes.commune_id
order by populations.cog_year, codes.commune_id
