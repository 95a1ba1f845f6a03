-- The year is that of the zoning, the geography of the file is more recent.
with
zones as (
    select
        indicator_id,
        years[1] as year,
        unnest(categories) as category
    from meta.indicators
    where indicator_id = 'zone'
),

categories as (
    select
        indicator_id,
        year,
        category['code'] as code,
        category['short_label'] as short_label
    from zones
),

zoned as (
    select
        codes.commune_id,
        zoning.zone,
        communes.population
    from staging.gp_zoning_2025 as zoning
    inner join core.commune_codes as codes on zoning.commune_id = codes.code
    inner join core.communes as communes on codes.commune_id = communes.commune_id
)

select
    categories.indicator_id,
    zoned.commune_id,
    categories.year,
    cast(categories.code as decimal(18, 6)) as numerator,
    cast(null as decimal(18, 6)) as denominator,
    'official' as status
from zoned
inner join categories on zoned.zone = categories.short_label
union all
select
    indicators.indicator_id,
    zoned.commune_id,
    categories.year,
    cast(
        case when zoned.zone = categories.short_label then zoned.population else 0 end
        as decimal(18, 6)
    ) as numerator,
    cast(zoned.population as decimal(18, 6)) as denominator,
    'derived' as status
from categories
inner join meta.indicators as indicators
    on indicators.indicator_id = 'pop_share_' || lower(categories.short_label)
cross join zoned
