-- Grain: measure and commune. A territory's value is the sum of numerators over denominators.
with
young as (
    select
        codes.commune_id,
        ages.census_year as year,
        sum(ages.age_0_19) as numerator,
        sum(ages.population) as denominator
    from staging.population_age as ages
    inner join core.commune_codes as codes on ages.commune_id = codes.code
    where ages.census_year = (select max(latest.census_year) from staging.population_age as latest)
    group by codes.commune_id, ages.census_year
)

select
    'young_share' as measure,
    commune_id,
    year,
    cast(numerator as double) as numerator,
    cast(denominator as double) as denominator,
    'derived' as status,
    'population_age' as source_id
from young
union all
select
    'density' as measure,
    commune_id,
    population_year as year,
    cast(population as double) as numerator,
    area_km2 as denominator,
    'derived' as status,
    'population_legal' as source_id
from core.communes
union all
select
    measure,
    commune_id,
    year,
    numerator,
    cast(denominator as double) as denominator,
    'derived' as status,
    source_id
from core.parts_equipment
order by measure, commune_id
