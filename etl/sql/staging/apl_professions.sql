select
    commune_id,
    cast(year as integer) as year,
    profession,
    cast(apl as decimal(12, 6)) as apl
from raw.apl_professions
