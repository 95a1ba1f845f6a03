-- Chaque valeur est dans les bornes possibles de son indicateur
with
bounds as (
    select
        indicator_id,
        case when kind = 'change' then -100 else 0 end as lowest,
        case
            when kind in ('share', 'change') then 100
            when kind = 'category' then len(categories)
            when indicator_id in ('apl_gp', 'apl_gp_65') then 20
            when kind = 'count' then 100_000_000
            else 10_000
        end as highest,
        kind in ('count', 'category') as whole
    from meta.indicators
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
