-- Communes par zone recomptées à la main dans le fichier livré avec le projet
with
expected (zone_label, departement_id, expected) as (
    values
    ('ZIP', '59', 120),
    ('ZAC', '59', 292),
    ('ZAR', '59', 108),
    ('HZ', '59', 127),
    ('ZIP', '62', 124),
    ('ZAC', '62', 562),
    ('ZAR', '62', 156),
    ('HZ', '62', 45)
),

zones as (
    select unnest(categories) as category
    from meta.indicators
    where indicator_id = 'zone'
),

found as (
    select
        zones.category['short_label'] as zone_label,
        communes.departement_id,
        count(*) as communes_count
    from marts.indicator_values as figures
    inner join zones on figures.value = zones.category['code']
    inner join core.communes as communes on figures.territory_id = communes.commune_id
    where figures.indicator_id = 'zone' and figures.year = 2025
    group by zones.category['short_label'], communes.departement_id
)

select
    expected.zone_label,
    expected.departement_id,
    expected.expected,
    found.communes_count as found
from expected
left join found
    on expected.zone_label = found.zone_label and expected.departement_id = found.departement_id
where
    exists (
        select 1 from meta.perimeter as perimeter
        where perimeter.embedded
    )
    and found.communes_count is distinct from expected.expected
