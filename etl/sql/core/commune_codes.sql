select
    commune_id as code,
    commune_id
from staging.communes
union all
select
    former_commune_id as code,
    commune_id
from staging.former_communes
order by code
