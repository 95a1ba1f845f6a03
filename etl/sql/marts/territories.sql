with
placed as (
    select
        members.level,
        members.territory_id,
        communes.departement_id,
        communes.population_year,
        sum(communes.population) as population,
        count(*) as communes_count,
        sum(cast(communes.area_km2 as decimal(10, 4))) as area_km2,
        sum(cast(communes.lon as decimal(9, 5)) * communes.population) as weighted_lon,
        sum(cast(communes.lat as decimal(9, 5)) * communes.population) as weighted_lat,
        avg(communes.lon) as mean_lon,
        avg(communes.lat) as mean_lat
    from core.territory_members as members
    inner join core.communes as communes on members.commune_id = communes.commune_id
    group by members.level, members.territory_id, communes.departement_id, communes.population_year
)

select
    territories.level,
    territories.territory_id,
    any_value(territories.name) as name,
    case
        when territories.level <> 'perimetre'
            then arg_max(placed.departement_id, placed.population)
    end as departement_id,
    cast(sum(placed.population) as integer) as population,
    -- A commune where nobody lives is at its own point.
    case
        when sum(placed.population) > 0
            then round(cast(sum(placed.weighted_lon) as double) / sum(placed.population), 5)
        else round(avg(placed.mean_lon), 5)
    end as lon,
    case
        when sum(placed.population) > 0
            then round(cast(sum(placed.weighted_lat) as double) / sum(placed.population), 5)
        else round(avg(placed.mean_lat), 5)
    end as lat,
    cast(sum(placed.communes_count) as integer) as communes_count,
    max(placed.population_year) as population_year,
    round(cast(sum(placed.area_km2) as double), 2) as area_km2
from core.territories as territories
inner join placed
    on territories.level = placed.level and territories.territory_id = placed.territory_id
group by territories.level, territories.territory_id
order by territories.level, territories.territory_id
