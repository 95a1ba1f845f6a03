-- Chaque commune est une fois et une seule dans chaque découpage
with
counted as (
    select
        levels.level,
        communes.commune_id,
        count(members.commune_id) as memberships,
        coalesce(sum(members.weight), 0) as weight
    from core.communes as communes
    cross join meta.levels as levels
    left join marts.territory_members as members
        on levels.level = members.level and communes.commune_id = members.commune_id
    where levels.level <> 'cpts'
    group by levels.level, communes.commune_id
)

select
    level,
    commune_id,
    memberships,
    weight
from counted
where memberships <> 1 or weight <> 1
