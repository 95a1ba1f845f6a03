-- Self-employed people of the RPPS; a commune that the extract does not name has none.
with
latest_people as (
    select
        commune_id,
        population
    from core.populations
    where cog_year = (select max(latest.cog_year) from core.populations as latest)
),

brought as (
    select distinct
        year,
        profession
    from staging.practitioners
),

counted as (
    select
        codes.commune_id,
        practitioners.year,
        practitioners.profession,
        sum(practitioners.people_count) as people_count
    from staging.practitioners as practitioners
    inner join core.commune_codes as codes on practitioners.commune_id = codes.code
    group by codes.commune_id, practitioners.year, practitioners.profession
)

select
    'rpps_density_' || brought.profession as indicator_id,
    communes.commune_id,
    brought.year,
    cast(coalesce(counted.people_count, 0) as decimal(18, 6)) as numerator,
    cast(latest_people.population as decimal(18, 6)) as denominator,
    'derived' as status
from brought
cross join core.communes as communes
inner join latest_people on communes.commune_id = latest_people.commune_id
left join counted
    on
        brought.year = counted.year
        and brought.profession = counted.profession
        and communes.commune_id = counted.commune_id
