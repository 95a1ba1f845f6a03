with
parts as (
    select * from core.parts_population
    union all by name
    select * from core.parts_gp
    union all by name
    select * from core.parts_practitioners
    union all by name
    select * from core.parts_density
    union all by name
    select * from core.parts_apl
    union all by name
    select * from core.parts_zoning
    union all by name
    select * from core.parts_interns
    union all by name
    select * from core.parts_immersion
    union all by name
    select * from core.parts_placements
    union all by name
    select * from core.parts_accessibility
)

select
    parts.indicator_id,
    parts.commune_id,
    parts.year,
    parts.numerator,
    parts.denominator,
    parts.status,
    coalesce(parts.source_id, indicators.source_ids[1]) as source_id
from parts
left join meta.indicators as indicators on parts.indicator_id = indicators.indicator_id
order by parts.indicator_id, parts.year, parts.commune_id
