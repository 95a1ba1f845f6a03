-- A perimeter known in part would give wrong sums: only full ones become territories.
select
    cpts.cpts_id,
    codes.commune_id
from staging.cpts_communes as members
inner join staging.cpts as cpts on members.cpts_id = cpts.cpts_id
inner join core.commune_codes as codes on members.commune_id = codes.code
where cpts.perimeter_known = 'yes'
order by cpts.cpts_id, codes.commune_id
