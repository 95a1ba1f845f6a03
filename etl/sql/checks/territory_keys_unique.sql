-- Un territoire n'apparaît qu'une fois par niveau
select
    level,
    territory_id,
    count(*) as rows_count
from marts.territories
group by level, territory_id
having count(*) > 1
