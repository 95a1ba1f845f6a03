-- Chaque code de commune des sources mène à une commune de 2026
with
cited as (
    select 'populations' as table_id, commune_id from raw.populations
    union
    select 'population_age' as table_id, commune_id from raw.population_age
    union
    select 'apl_gp' as table_id, commune_id from raw.apl_gp
    union
    select 'apl_professions' as table_id, commune_id from raw.apl_professions
    union
    select 'practitioners' as table_id, commune_id from raw.practitioners
    union
    select 'population_75_plus' as table_id, commune_id from raw.population_75_plus
    union
    select 'density_grid' as table_id, commune_id from raw.density_grid
    union
    select 'gp_2019' as table_id, commune_id from raw.gp_2019
    union
    select 'gp_zoning_2025' as table_id, commune_id from raw.gp_zoning_2025
    union
    select 'hospital_interns' as table_id, commune_id from raw.hospital_interns
    union
    select 'structures' as table_id, commune_id from raw.structures
    union
    select 'cpts' as table_id, anchor_commune_id as commune_id from raw.cpts
    union
    select 'cpts_communes' as table_id, commune_id from raw.cpts_communes
    union
    select 'immersion_editions' as table_id, commune_id from raw.immersion_editions
    union
    select 'immersion_hosts' as table_id, commune_id from raw.immersion_hosts
)

select
    cited.table_id,
    cited.commune_id
from cited
left join core.commune_codes as codes on cited.commune_id = codes.code
where cited.commune_id is not null and codes.code is null
