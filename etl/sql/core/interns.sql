-- An empty cell is a non-response: a commune whose sites all left it empty has no figure;
-- a commune without any site has 0.
with
years as (
    select distinct year
    from staging.hospital_interns
),

answers as (
    select
        codes.commune_id,
        interns.year,
        count(*) as sites_count,
        count(interns.interns_total) as sites_answering,
        count(interns.interns_general_practice) as sites_answering_gp,
        sum(interns.interns_total) as interns,
        sum(interns.interns_general_practice) as interns_gp
    from staging.hospital_interns as interns
    inner join core.commune_codes as codes on interns.commune_id = codes.code
    group by codes.commune_id, interns.year
)

select
    communes.commune_id,
    years.year,
    cast(case when answers.sites_count is null then 0 else answers.interns end as integer)
        as interns,
    cast(case when answers.sites_count is null then 0 else answers.interns_gp end as integer)
        as interns_gp,
    coalesce(answers.sites_count, 0) as sites_count,
    coalesce(answers.sites_answering, 0) as sites_answering,
    coalesce(answers.sites_answering_gp, 0) as sites_answering_gp,
    communes.population
from core.communes as communes
cross join years
left join answers
    on communes.commune_id = answers.commune_id and years.year = answers.year
order by years.year, communes.commune_id
