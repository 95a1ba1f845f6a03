with
memberships as (
    select
        'commune' as level,
        commune_id as territory_id,
        commune_id
    from core.communes
    union all
    select
        'epci' as level,
        epci_id as territory_id,
        commune_id
    from core.communes
    union all
    select
        'arrondissement' as level,
        arrondissement_id as territory_id,
        commune_id
    from core.communes
    union all
    select
        'departement' as level,
        departement_id as territory_id,
        commune_id
    from core.communes
    union all
    select
        'cpts' as level,
        cpts_id as territory_id,
        commune_id
    from core.cpts_perimeters
    union all
    select
        territories.level,
        territories.territory_id,
        communes.commune_id
    from core.communes as communes
    cross join core.territories as territories
    where territories.level = 'perimetre'
)

select
    level,
    territory_id,
    commune_id,
    cast(1 as decimal(5, 4)) as weight
from memberships
order by level, territory_id, commune_id
