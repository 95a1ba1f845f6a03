-- Chaque valeur est dans les bornes possibles de son indicateur
with
bounds as (
    select
        indicators.indicator_id,
        case when indicators.kind = 'change' then -100 else 0 end as lowest,
        case
            -- A village of ten that gains twenty: out of 59 and 62 such figures are right.
            when indicators.kind = 'change' and not perimeter.embedded then 1000
            when indicators.kind in ('share', 'change') then 100
            when indicators.kind = 'category' then len(indicators.categories)
            when indicators.indicator_id in ('apl_gp', 'apl_gp_65') then 20
            when indicators.kind = 'count' then 100_000_000
            else 10_000
        end as highest,
        indicators.kind in ('count', 'category') as whole
    from meta.indicators as indicators
    cross join meta.perimeter as perimeter
)

select
    figures.indicator_id,
    figures.level,
    figures.territory_id,
    figures.year,
    figures.value
from marts.indicator_values as figures
inner join bounds on figures.indicator_id = bounds.indicator_id
where
    figures.value not between bounds.lowest and bounds.highest
    or (bounds.whole and figures.value <> floor(figures.value))
