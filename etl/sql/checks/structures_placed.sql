-- Chaque structure a un identifiant unique et, sauf CPTS sans ancrage, une commune et un point
select
    structures.structure_id,
    any_value(structures.kind) as kind,
    any_value(structures.commune_id) as commune_id,
    count(*) as rows_count
from marts.structures as structures
left join core.communes as communes on structures.commune_id = communes.commune_id
group by structures.structure_id
having
    count(*) > 1
    or bool_or(structures.commune_id is null and structures.family <> 'cpts')
    or bool_or(structures.commune_id is not null and communes.commune_id is null)
    or bool_or((structures.lon is null) <> (structures.commune_id is null))
    or bool_or((structures.lat is null) <> (structures.commune_id is null))
