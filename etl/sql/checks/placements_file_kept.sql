-- Les fichiers de stages gardent leurs places et leurs stagiaires, à l'unité
with
given as (
    select
        source_id,
        year,
        sum(places) as places,
        sum(trainees) as trainees
    from raw.placements_file
    group by source_id, year
),

published as (
    select
        source_id,
        year,
        sum(places) as places,
        sum(trainees) as trainees
    from marts.placements
    where source_id <> 'drees_sae'
    group by source_id, year
)

select
    coalesce(given.source_id, published.source_id) as source_id,
    coalesce(given.year, published.year) as year,
    given.places as places_given,
    published.places as places_found,
    given.trainees as trainees_given,
    published.trainees as trainees_found
from given
full join published on given.source_id = published.source_id and given.year = published.year
where
    given.places is distinct from published.places
    or given.trainees is distinct from published.trainees
