-- Un effectif est, à chaque niveau, la somme de ses communes
with
totals as (
    select
        figures.indicator_id,
        figures.level,
        figures.year,
        members.territory_id as departement_id,
        sum(figures.value) as total
    from marts.indicator_values as figures
    inner join meta.indicators as indicators
        on figures.indicator_id = indicators.indicator_id and indicators.kind = 'count'
    inner join marts.territory_members as members
        on members.level = 'departement' and figures.territory_id = members.commune_id
    where figures.level = 'commune'
    group by figures.indicator_id, figures.level, figures.year, members.territory_id
),

above as (
    select
        figures.indicator_id,
        figures.year,
        figures.level,
        sum(figures.value) as total
    from marts.indicator_values as figures
    where figures.level in ('epci', 'arrondissement', 'perimetre')
    group by figures.indicator_id, figures.year, figures.level
)

select
    totals.indicator_id,
    totals.year,
    'departement' as level,
    totals.total as communes_total,
    figures.value as found
from totals
left join marts.indicator_values as figures
    on
        totals.indicator_id = figures.indicator_id
        and totals.year = figures.year
        and figures.level = 'departement'
        and totals.departement_id = figures.territory_id
where figures.value is distinct from totals.total
union all
select
    totals.indicator_id,
    totals.year,
    above.level,
    sum(totals.total) as communes_total,
    any_value(above.total) as found
from totals
left join above on totals.indicator_id = above.indicator_id and totals.year = above.year
group by totals.indicator_id, totals.year, above.level
having sum(totals.total) is distinct from any_value(above.total)
