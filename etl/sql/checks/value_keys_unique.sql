-- Une seule valeur par indicateur, niveau, territoire et année
select
    indicator_id,
    level,
    territory_id,
    year,
    count(*) as rows_count
from marts.indicator_values
group by indicator_id, level, territory_id, year
having count(*) > 1
