select
    commune_id,
    cast(year as integer) as year,
    cast(apl_gp as decimal(12, 6)) as apl_gp,
    cast(apl_gp_65 as decimal(12, 6)) as apl_gp_65
from raw.apl_gp
