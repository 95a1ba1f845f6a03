-- La conversion des codes garde la population de chaque millésime à l'unité
with
given as (
    select
        cog_year,
        sum(population) as people
    from raw.populations
    group by cog_year
),

converted as (
    select
        year as cog_year,
        sum(value) as people
    from marts.indicator_values
    where indicator_id = 'population' and level = 'commune'
    group by year
)

select
    given.cog_year,
    given.people as given,
    converted.people as converted
from given
full outer join converted on given.cog_year = converted.cog_year
where given.people is distinct from converted.people
