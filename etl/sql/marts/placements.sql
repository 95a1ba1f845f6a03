-- Total lines are left out: they would be counted twice with their disciplines.
with
measures (measure, discipline, trainee_level) as (
    values
    ('interns_medicine', 'médecine (autres spécialités)', 'interne'),
    ('interns_general_practice', 'médecine générale', 'interne'),
    ('interns_emergency', 'médecine d''urgence', 'interne'),
    ('interns_pharmacy', 'pharmacie', 'interne'),
    ('interns_dentistry', 'odontologie', 'interne'),
    ('junior_doctors', 'toutes', 'docteur junior'),
    ('acting_interns', 'toutes', 'faisant fonction d''interne')
)

select
    interns.year,
    cast(null as integer) as semester,
    interns.finess_et as site_id,
    interns.establishment as site_name,
    codes.commune_id,
    measures.discipline,
    measures.trainee_level,
    'hospital' as setting,
    case measures.measure
        when 'interns_medicine' then interns.interns_medicine
        when 'interns_general_practice' then interns.interns_general_practice
        when 'interns_emergency' then interns.interns_emergency
        when 'interns_pharmacy' then interns.interns_pharmacy
        when 'interns_dentistry' then interns.interns_dentistry
        when 'junior_doctors' then interns.junior_doctors
        when 'acting_interns' then interns.acting_interns
    end as trainees,
    cast(null as integer) as places,
    'official' as status,
    sources.source_id,
    'published' as secrecy,
    '' as counted_in,
    true as keeps_discipline
from staging.hospital_interns as interns
inner join core.commune_codes as codes on interns.commune_id = codes.code
inner join meta.sources as sources on sources.source_id = 'drees_sae'
cross join measures
union all
select
    year,
    semester,
    site_id,
    site_name,
    commune_id,
    discipline,
    trainee_level,
    setting,
    trainees,
    places,
    status,
    source_id,
    secrecy,
    counted_in,
    keeps_discipline
from core.placements_file
order by year, site_id, trainee_level, discipline, semester, setting
