with
weighted as (
    select
        apl.series,
        apl.commune_id,
        apl.year,
        apl.apl,
        apl.status,
        communes.population
    from core.apl as apl
    inner join core.communes as communes on apl.commune_id = communes.commune_id
),

thresholds as (
    select
        'pop_share_apl_under_2_5' as indicator_id,
        cast(thresholds[1] as decimal(12, 6)) as threshold
    from meta.indicators
    where indicator_id = 'apl_gp_65'
    union all
    select
        'pop_share_apl_under_4' as indicator_id,
        cast(thresholds[2] as decimal(12, 6)) as threshold
    from meta.indicators
    where indicator_id = 'apl_gp_65'
),

changes as (
    select
        latest.commune_id,
        latest.year,
        latest.population,
        latest.apl - earliest.apl as change
    from weighted as latest
    inner join weighted as earliest
        on latest.commune_id = earliest.commune_id and latest.series = earliest.series
    where latest.series = 'apl_gp' and latest.year = 2024 and earliest.year = 2022
)

select
    series as indicator_id,
    commune_id,
    year,
    cast(apl * population as decimal(18, 6)) as numerator,
    cast(population as decimal(18, 6)) as denominator,
    status
from weighted
union all
select
    'apl_gp_change' as indicator_id,
    commune_id,
    year,
    cast(change * population as decimal(18, 6)) as numerator,
    cast(population as decimal(18, 6)) as denominator,
    'derived' as status
from changes
union all
select
    thresholds.indicator_id,
    weighted.commune_id,
    weighted.year,
    cast(
        case when weighted.apl <= thresholds.threshold then weighted.population else 0 end
        as decimal(18, 6)
    ) as numerator,
    cast(weighted.population as decimal(18, 6)) as denominator,
    'derived' as status
from weighted
cross join thresholds
where weighted.series = 'apl_gp_65'
