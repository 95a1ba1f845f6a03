select
    commune_id,
    cast(year as integer) as year,
    profession,
    cast(people_count as integer) as people_count
from raw.practitioners
