-- Les compositions ne citent que des territoires et des communes connus, une fois chacun
select
    members.level,
    members.territory_id,
    members.commune_id,
    count(*) as rows_count
from marts.territory_members as members
left join marts.territories as territories
    on members.level = territories.level and members.territory_id = territories.territory_id
left join core.communes as communes on members.commune_id = communes.commune_id
group by members.level, members.territory_id, members.commune_id
having count(*) > 1 or count(territories.territory_id) = 0 or count(communes.commune_id) = 0
