-- A merged commune before its merger gets the mean of its former communes, weighted by the
-- last populations published for them; a value published under its own code is kept as is.
with
last_former as (
    select max(cog_year) as cog_year
    from core.populations
    where codes_count > 1
),

by_series as (
    select
        'apl_gp' as series,
        commune_id,
        year,
        apl_gp as apl
    from staging.apl_gp
    union all
    select
        'apl_gp_65' as series,
        commune_id,
        year,
        apl_gp_65 as apl
    from staging.apl_gp
    union all
    select
        'apl_' || profession as series,
        commune_id,
        year,
        apl
    from staging.apl_professions
),

published as (
    select
        codes.commune_id,
        by_series.year,
        by_series.series,
        by_series.apl,
        by_series.commune_id = codes.commune_id as own_code,
        residents.population as weight
    from by_series
    inner join core.commune_codes as codes on by_series.commune_id = codes.code
    cross join last_former
    left join staging.populations as residents
        on
            by_series.commune_id = residents.commune_id
            and last_former.cog_year = residents.cog_year
    where by_series.apl is not null
)

select
    commune_id,
    year,
    series,
    case
        when count(*) = 1 then cast(max(apl) as decimal(12, 6))
        else cast(sum(apl * weight) / sum(weight) as decimal(12, 6))
    end as apl,
    case when count(*) = 1 and bool_and(own_code) then 'official' else 'derived' end as status
from published
group by commune_id, year, series
order by series, year, commune_id
