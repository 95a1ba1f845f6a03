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
where
    promised.level <> 'cpts'
    and figures.indicator_id is null
    -- The years of the catalog are those of the files delivered for 59 and 62; elsewhere, what a
    -- level holds the others hold.
    and (
        exists (
            select 1 from meta.perimeter as perimeter
            where perimeter.embedded
        )
        or exists (
            select 1
            from marts.indicator_values as elsewhere
            where
                elsewhere.indicator_id = promised.indicator_id
                and elsewhere.year = promised.year
        )
    )
