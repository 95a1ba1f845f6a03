-- Communes as places: point, area, people by age, doctors; merged communes are summed.
with
codes as (
    select
        commune_id as code,
        commune_id
    from raw.communes
    union all
    select
        former_commune_id as code,
        commune_id
    from raw.former_communes
),

people as (
    select
        codes.commune_id,
        sum(ages.age_0_19) as age_0_19,
        sum(ages.age_20_64) as age_20_64,
        sum(ages.age_65_plus) as age_65_plus
    from raw.population_age as ages
    inner join codes on ages.commune_id = codes.code
    -- The census that the index was calibrated with.
    where ages.census_year = (select min(oldest.census_year) from raw.population_age as oldest)
    group by codes.commune_id
),

doctors as (
    select
        codes.commune_id,
        sum(counted.gp_count) as gp_count,
        sum(counted.gp_60_plus_count) as gp_60_plus_count
    from raw.gp_2019 as counted
    inner join codes on counted.commune_id = codes.code
    group by codes.commune_id
),

published as (
    select
        codes.commune_id,
        avg(apl.apl_gp) as apl_gp
    from raw.apl_gp as apl
    inner join codes on apl.commune_id = codes.code
    where apl.year = 2022
    group by codes.commune_id
)

select
    communes.commune_id as place_id,
    communes.epci_id,
    communes.lon,
    communes.lat,
    areas.area_km2,
    published.apl_gp,
    cast(coalesce(people.age_0_19, 0) as double) as age_0_19,
    cast(coalesce(people.age_20_64, 0) as double) as age_20_64,
    cast(coalesce(people.age_65_plus, 0) as double) as age_65_plus,
    cast(coalesce(doctors.gp_count, 0) as double) as gp_count,
    cast(coalesce(doctors.gp_60_plus_count, 0) as double) as gp_60_plus_count
from raw.communes as communes
inner join raw.contour_areas as areas on communes.commune_id = areas.commune_id
left join people on communes.commune_id = people.commune_id
left join doctors on communes.commune_id = doctors.commune_id
left join published on communes.commune_id = published.commune_id
order by communes.commune_id
