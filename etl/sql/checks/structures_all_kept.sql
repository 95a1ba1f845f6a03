-- Aucun lieu, CPTS ou site hospitalier des sources n'est perdu
with
given as (
    select structure_id from raw.structures
    union all
    select cpts_id as structure_id from raw.cpts
    union all
    select distinct finess_et as structure_id from raw.hospital_interns
)

select
    given.structure_id as given,
    structures.structure_id as found
from given
full outer join marts.structures as structures on given.structure_id = structures.structure_id
where given.structure_id is null or structures.structure_id is null
