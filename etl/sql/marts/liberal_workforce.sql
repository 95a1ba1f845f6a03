select
    *,
    'official' as status,
    'cnam' as source_id
from staging.liberal_workforce
order by year, departement_id, profession
