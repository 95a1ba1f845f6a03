select
    commune_id,
    cast(gp_count as integer) as gp_count,
    cast(gp_60_plus_count as integer) as gp_60_plus_count
from raw.gp_2019
