-- Les stages gardent les réponses de la SAE : un vide reste vide, les totaux tombent juste
with
summed as (
    select
        site_id,
        year,
        count(*) as rows_count,
        count(trainees) as answers_count,
        sum(trainees) filter (where trainee_level = 'interne') as interns
    from marts.placements
    where source_id = 'drees_sae'
    group by site_id, year
),

given as (
    select
        finess_et as site_id,
        year,
        interns_total,
        len(list_filter([
            interns_medicine, interns_general_practice, interns_emergency, interns_pharmacy,
            interns_dentistry, junior_doctors, acting_interns
        ], lambda answer: answer is not null)) as answers_count
    from raw.hospital_interns
)

select
    given.site_id,
    given.year,
    given.interns_total as given,
    summed.interns as found,
    given.answers_count as answers_given,
    summed.answers_count as answers_found,
    summed.rows_count
from given
left join summed on given.site_id = summed.site_id and given.year = summed.year
where
    summed.rows_count is distinct from 7
    or summed.interns is distinct from given.interns_total
    or summed.answers_count is distinct from given.answers_count
