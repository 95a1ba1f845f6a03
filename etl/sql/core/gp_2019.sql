-- Communes absent from the source have no doctor: they get a row with 0; those of a département
-- that the source does not cover have no row.
with
covered as (
    select distinct communes.departement_id
    from staging.gp_2019 as doctors
    inner join core.commune_codes as codes on doctors.commune_id = codes.code
    inner join staging.communes as communes on codes.commune_id = communes.commune_id
),

counted as (
    select
        codes.commune_id,
        sum(doctors.gp_count) as gp_count,
        sum(doctors.gp_60_plus_count) as gp_60_plus_count
    from staging.gp_2019 as doctors
    inner join core.commune_codes as codes on doctors.commune_id = codes.code
    group by codes.commune_id
)

select
    residents.commune_id,
    residents.census_year as year,
    cast(coalesce(counted.gp_count, 0) as integer) as gp_count,
    cast(coalesce(counted.gp_60_plus_count, 0) as integer) as gp_60_plus_count,
    residents.population,
    residents.codes_count
from core.populations as residents
inner join staging.communes as communes on residents.commune_id = communes.commune_id
inner join covered on communes.departement_id = covered.departement_id
left join counted on residents.commune_id = counted.commune_id
where residents.census_year = 2019
order by residents.commune_id
