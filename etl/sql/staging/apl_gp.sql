select
    commune_id,
    cast(year as integer) as year,
    cast(apl_gp as decimal(6, 2)) as apl_gp,
    cast(apl_gp_65 as decimal(6, 2)) as apl_gp_65
from raw.apl_gp
