-- Chiffres de contrôle publiés ou recomptés à la main, pour les fichiers livrés avec le projet
with
expected (indicator_id, territory_id, year, digits, expected) as (
    values
    ('gp_count', '59', 2019, 0, 2509),
    ('gp_count', '62', 2019, 0, 1229),
    ('gp_density', '59', 2019, 1, 96.2),
    ('gp_density', '62', 2019, 1, 83.9),
    ('apl_gp', '59', 2022, 2, 4.64),
    ('apl_gp', '62', 2022, 2, 4.32),
    ('apl_gp', '59', 2024, 2, 4.52),
    ('apl_gp', '62', 2024, 2, 4.08),
    ('pop_share_apl_under_2_5', '59', 2024, 2, 8.80),
    ('pop_share_apl_under_2_5', '62', 2024, 2, 11.27),
    ('hospital_interns', '59', 2023, 0, 1520),
    ('hospital_interns', '62', 2023, 0, 333),
    ('hospital_interns_gp', '59', 2023, 0, 277),
    ('hospital_interns_gp', '62', 2023, 0, 120),
    ('liberal_density_gp_all', '59', 2024, 1, 88.8),
    ('liberal_density_gp_all', '62', 2024, 1, 76.6)
),

-- Years that an official file brought anew: its own figures stand.
brought (indicators, year) as (
    select 'apl_gp%' as indicators, year from raw.apl_gp
    where source_file != 'apl_gp.csv'
    union
    select 'pop_share_apl%' as indicators, year from raw.apl_gp
    where source_file != 'apl_gp.csv'
    union
    select 'hospital_interns%' as indicators, year from raw.hospital_interns
    where source_file != 'hospital_interns.csv'
    union
    select 'liberal_density%' as indicators, year from raw.liberal_workforce
    where source_file != 'liberal_workforce.csv'
),

found as (
    select
        indicator_id,
        territory_id,
        year,
        value
    from marts.indicator_values
    where level = 'departement'
)

select
    expected.indicator_id,
    expected.territory_id,
    expected.year,
    expected.expected,
    found.value as found
from expected
left join found
    on
        expected.indicator_id = found.indicator_id
        and expected.territory_id = found.territory_id
        and expected.year = found.year
where
    exists (
        select 1 from meta.perimeter as perimeter
        where perimeter.embedded
    )
    and not exists (
        select 1 from brought
        where brought.year = expected.year and expected.indicator_id like brought.indicators
    )
    and (
        found.value is null
        or abs(found.value - expected.expected) > 0.5 * pow(10, -expected.digits) + 0.000001
    )
