-- Chaque indicateur du catalogue a des valeurs pour chacune de ses années et chacun de ses niveaux
with
years as (
    select
        indicator_id,
        levels,
        unnest(years) as year
    from meta.indicators
    where not optional
),

promised as (
    select
        indicator_id,
        year,
        unnest(levels) as level
    from years
)

select
    promised.indicator_id,
    promised.level,
    promised.year
from promised
left join marts.indicator_values as figures
    on
        promised.indicator_id = figures.indicator_id
        and promised.level = figures.level
        and promised.year = figures.year
where promised.level <> 'cpts' and figures.indicator_id is null
