with
bounds as (
    select
        min(populations.cog_year) as first_year,
        any_value(indicators.years[1]) as last_year
    from core.populations as populations
    cross join meta.indicators as indicators
    where indicators.indicator_id = 'population_change'
),

changes as (
    select
        latest.commune_id,
        latest.cog_year as year,
        latest.population - earliest.population as change,
        earliest.population as initial
    from core.populations as latest
    inner join core.populations as earliest on latest.commune_id = earliest.commune_id
    inner join bounds
        on latest.cog_year = bounds.last_year and earliest.cog_year = bounds.first_year
),

ages as (
    select
        codes.commune_id,
        ages.census_year as year,
        sum(ages.age_65_plus) as elders,
        sum(ages.population) as people
    from staging.population_age as ages
    inner join core.commune_codes as codes on ages.commune_id = codes.code
    group by codes.commune_id, ages.census_year
),

oldest as (
    select
        codes.commune_id,
        ages.census_year as year,
        sum(ages.age_75_plus) as elders,
        sum(ages.population) as people
    from staging.population_75_plus as ages
    inner join core.commune_codes as codes on ages.commune_id = codes.code
    group by codes.commune_id, ages.census_year
)

select
    'population' as indicator_id,
    commune_id,
    cog_year as year,
    cast(population as decimal(18, 6)) as numerator,
    cast(null as decimal(18, 6)) as denominator,
    case when codes_count = 1 then 'official' else 'derived' end as status
from core.populations
union all
select
    'population_change' as indicator_id,
    commune_id,
    year,
    cast(change as decimal(18, 6)) as numerator,
    cast(initial as decimal(18, 6)) as denominator,
    'derived' as status
from changes
union all
select
    'share_65_plus' as indicator_id,
    commune_id,
    year,
    cast(elders as decimal(18, 6)) as numerator,
    cast(people as decimal(18, 6)) as denominator,
    'derived' as status
from ages
union all
select
    'share_75_plus' as indicator_id,
    commune_id,
    year,
    cast(elders as decimal(18, 6)) as numerator,
    cast(people as decimal(18, 6)) as denominator,
    'derived' as status
from oldest
