-- La conversion des codes garde les médecins, les internes et les 65 ans et plus à l'unité
with
given as (
    select 'gp_count' as indicator_id, 2019 as year, sum(gp_count) as total from raw.gp_2019
    union all
    select 'gp_60_plus_share' as indicator_id, 2019 as year, sum(gp_60_plus_count) as total
    from raw.gp_2019
    union all
    select 'share_65_plus' as indicator_id, census_year as year, sum(age_65_plus) as total
    from raw.population_age
    group by census_year
    union all
    select 'share_75_plus' as indicator_id, census_year as year, sum(age_75_plus) as total
    from raw.population_75_plus
    group by census_year
    union all
    select 'rpps_density_' || profession as indicator_id, year, sum(people_count) as total
    from raw.practitioners
    group by profession, year
    union all
    select 'hospital_interns' as indicator_id, year, sum(interns_total) as total
    from raw.hospital_interns
    group by year
    union all
    select 'hospital_interns_gp' as indicator_id, year, sum(interns_general_practice) as total
    from raw.hospital_interns
    group by year
),

converted as (
    select
        indicator_id,
        year,
        sum(numerator) as total
    from marts.indicator_values
    where level = 'commune'
    group by indicator_id, year
)

select
    given.indicator_id,
    given.year,
    given.total as given,
    converted.total as converted
from given
left join converted
    on given.indicator_id = converted.indicator_id and given.year = converted.year
where given.total is distinct from converted.total
