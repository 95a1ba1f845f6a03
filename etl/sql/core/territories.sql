select
    'commune' as level,
    commune_id as territory_id,
    name
from staging.communes
union all
select
    'epci' as level,
    epci_id as territory_id,
    name
from staging.epci
union all
select
    'arrondissement' as level,
    arrondissement_id as territory_id,
    name
from staging.arrondissements
union all
select
    'departement' as level,
    departement_id as territory_id,
    name
from staging.departements
union all
select
    'cpts' as level,
    cpts_id as territory_id,
    name
from staging.cpts
where perimeter_known = 'yes'
union all
select
    'perimetre' as level,
    perimeter_id as territory_id,
    label as name
from meta.perimeter
order by level, territory_id
