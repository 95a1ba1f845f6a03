-- Nombre de territoires par niveau : 1 534 communes, 36 EPCI, 13 arrondissements, 2, 1
with
expected (level, territories_count) as (
    values
    ('commune', 1534),
    ('epci', 36),
    ('arrondissement', 13),
    ('departement', 2),
    ('perimetre', 1)
),

counted as (
    select
        level,
        count(*) as territories_count
    from marts.territories
    group by level
)

select
    expected.level,
    expected.territories_count as expected,
    counted.territories_count as found
from expected
left join counted on expected.level = counted.level
where counted.territories_count is distinct from expected.territories_count
