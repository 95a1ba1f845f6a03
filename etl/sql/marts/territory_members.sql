select
    level,
    territory_id,
    commune_id,
    cast(weight as double) as weight
from core.territory_members
order by level, territory_id, commune_id
