-- Nombre de territoires par niveau : ceux des fichiers (59 et 62 : 1 534, 36, 13, 2 et 1)
with
expected (level, territories_count) as (
    values
    ('commune', 1534),
    ('epci', 36),
    ('arrondissement', 13),
    ('departement', 2),
    ('perimetre', 1)
),

given as (
    select
        expected.level,
        expected.territories_count
    from expected
    cross join meta.perimeter as perimeter
    where perimeter.embedded
    union all
    select
        'commune' as level,
        count(*) as territories_count
    from raw.communes
    union all
    select
        'epci' as level,
        count(*) as territories_count
    from raw.epci
    union all
    select
        'arrondissement' as level,
        count(*) as territories_count
    from raw.arrondissements
    union all
    select
        'departement' as level,
        count(*) as territories_count
    from raw.departements
    union all
    select
        'perimetre' as level,
        1 as territories_count
),

counted as (
    select
        level,
        count(*) as territories_count
    from marts.territories
    group by level
)

select
    given.level,
    given.territories_count as expected,
    counted.territories_count as found
from given
left join counted on given.level = counted.level
where counted.territories_count is distinct from given.territories_count
