-- Levels 5 to 7 of the grid are rural; a merged commune has the densest class of those it joins.
with
classed as (
    select
        codes.commune_id,
        grid.year,
        min(grid.density_class) as density_class
    from staging.density_grid as grid
    inner join core.commune_codes as codes on grid.commune_id = codes.code
    group by codes.commune_id, grid.year
)

select
    'pop_share_rural' as indicator_id,
    classed.commune_id,
    classed.year,
    cast(
        case when classed.density_class >= 5 then communes.population else 0 end
        as decimal(18, 6)
    ) as numerator,
    cast(communes.population as decimal(18, 6)) as denominator,
    'derived' as status
from classed
inner join core.communes as communes on classed.commune_id = communes.commune_id
