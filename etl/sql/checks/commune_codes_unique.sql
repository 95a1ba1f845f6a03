-- Un code de commune, actuel ou ancien, mène à une seule commune connue
select
    codes.code,
    count(*) as rows_count
from core.commune_codes as codes
left join staging.communes as communes on codes.commune_id = communes.commune_id
group by codes.code
having count(*) > 1 or count(communes.commune_id) < count(*)
