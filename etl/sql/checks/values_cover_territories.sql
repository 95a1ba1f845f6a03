-- Aucun territoire ne manque, sauf non-réponse SAE et part des 60 ans et plus sans médecin
with
counted as (
    select
        figures.indicator_id,
        figures.level,
        figures.year,
        count(*) as found
    from marts.indicator_values as figures
    inner join meta.indicators as indicators on figures.indicator_id = indicators.indicator_id
    where
        -- A share of the places exists only where there are places.
        not (indicators.optional and indicators.kind <> 'count')
        and figures.indicator_id <> 'gp_60_plus_share'
        and not (
            figures.source_id = 'drees_sae'
            and figures.level in ('commune', 'epci', 'arrondissement')
        )
    group by figures.indicator_id, figures.level, figures.year
),

expected as (
    select
        level,
        count(*) as territories_count
    from marts.territories
    group by level
)

select
    counted.indicator_id,
    counted.level,
    counted.year,
    counted.found,
    expected.territories_count as expected
from counted
inner join expected on counted.level = expected.level
cross join meta.perimeter as perimeter
where
    counted.found > expected.territories_count
    -- Elsewhere a commune set up again since the file lacks a figure: it reads « n.d. ».
    or counted.found < expected.territories_count * if(perimeter.embedded, 1, 0.98)
