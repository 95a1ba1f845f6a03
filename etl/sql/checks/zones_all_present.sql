-- Chaque commune a sa zone et, dans le 59 et le 62, les quatre zones existent
with
zones as (
    select
        indicator_id,
        unnest(categories) as category
    from meta.indicators
    where indicator_id = 'zone'
)

select
    'zone ' || zones.category['short_label'] as missing
from zones
left join marts.indicator_values as figures
    on zones.indicator_id = figures.indicator_id and zones.category['code'] = figures.value
where
    figures.value is null and exists (
        select 1 from meta.perimeter as perimeter
        where perimeter.embedded
    )
union all
select 'commune ' || communes.commune_id as missing
from core.communes as communes
left join marts.indicator_values as figures
    on communes.commune_id = figures.territory_id and figures.indicator_id = 'zone'
where figures.value is null and exists (select 1 from raw.gp_zoning_2025)
