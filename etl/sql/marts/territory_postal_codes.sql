select distinct
    commune_id,
    unnest(string_split(postal_codes, ';')) as postal_code
from staging.communes
order by commune_id, postal_code
