-- Aucun lieu, CPTS ou site hospitalier des sources n'est perdu
with
given as (
    select structures.structure_id
    from raw.structures as structures
    where
        not exists (
            select 1
            from raw.finess_structures as listed
            inner join core.commune_codes as codes on listed.commune_id = codes.code
            inner join core.commune_codes as own on structures.commune_id = own.code
            where
                codes.commune_id = own.commune_id
                and (
                    (structures.kind = 'MSP' and listed.category = '603')
                    or (structures.kind like 'centre de santé%' and listed.category = '124')
                )
        )
    union all
    select listed.finess_et as structure_id
    from raw.finess_structures as listed
    where
        listed.category <> '604'
        or not exists (
            select 1
            from raw.cpts as cpts
            inner join core.commune_codes as anchors on cpts.anchor_commune_id = anchors.code
            inner join core.commune_codes as own on listed.commune_id = own.code
            where anchors.commune_id = own.commune_id
        )
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
