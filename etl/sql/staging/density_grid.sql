select
    commune_id,
    cast(year as integer) as year,
    cast(density_class as integer) as density_class
from raw.density_grid
