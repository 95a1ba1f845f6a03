-- L'APL d'une commune est exactement celle publiée par la DREES
with
given as (
    select 'apl_gp' as indicator_id, commune_id, year, apl_gp as apl from raw.apl_gp
    union all
    select 'apl_gp_65' as indicator_id, commune_id, year, apl_gp_65 as apl from raw.apl_gp
    union all
    select 'apl_' || profession as indicator_id, commune_id, year, apl from raw.apl_professions
),

published as (
    select
        given.indicator_id,
        codes.commune_id,
        given.year,
        round(max(given.apl), 6) as apl
    from given
    inner join core.commune_codes as codes on given.commune_id = codes.code
    where given.apl is not null
    group by given.indicator_id, codes.commune_id, given.year
    having count(*) = 1
)

select
    published.indicator_id,
    published.commune_id,
    published.year,
    published.apl as published,
    figures.value as found,
    figures.status
from published
left join marts.indicator_values as figures
    on
        published.indicator_id = figures.indicator_id
        and figures.level = 'commune'
        and published.commune_id = figures.territory_id
        and published.year = figures.year
where
    figures.value is distinct from published.apl
    or figures.status is distinct from 'official'
