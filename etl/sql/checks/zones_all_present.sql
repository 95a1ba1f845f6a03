-- Chaque commune a sa zone et les quatre zones existent
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
where figures.value is null
union all
select 'commune ' || communes.commune_id as missing
from core.communes as communes
left join marts.indicator_values as figures
    on communes.commune_id = figures.territory_id and figures.indicator_id = 'zone'
where figures.value is null
