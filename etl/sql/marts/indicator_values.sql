with
sums as (
    select
        parts.indicator_id,
        members.level,
        members.territory_id,
        parts.year,
        max(parts.status) as commune_status,
        max(parts.source_id) as source_id,
        -- Zeros beside a missing answer add up to nothing known.
        case
            when count(parts.numerator) = count(*) or sum(parts.numerator) > 0
                then cast(sum(parts.numerator * members.weight) as double)
        end as numerator,
        cast(sum(parts.denominator * members.weight) as double) as denominator
    from core.indicator_parts as parts
    inner join core.territory_members as members on parts.commune_id = members.commune_id
    group by parts.indicator_id, members.level, members.territory_id, parts.year
),

valued as (
    select
        sums.indicator_id,
        sums.level,
        sums.territory_id,
        sums.year,
        case
            when indicators.kind in ('count', 'category') then sums.numerator
            -- Six decimals are more than any source holds and keep published values exact.
            else round(indicators.scale * sums.numerator / nullif(sums.denominator, 0), 6)
        end as value,
        case when indicators.kind = 'category' then null else sums.numerator end as numerator,
        sums.denominator,
        case
            -- An estimate, a declaration or an illustration stays one, however it is summed.
            when
                sums.level = 'commune'
                or sums.commune_status in ('estimated', 'declared', 'demo')
                then sums.commune_status
            else 'derived'
        end as status,
        sums.source_id
    from sums
    inner join meta.indicators as indicators on sums.indicator_id = indicators.indicator_id
    where list_contains(indicators.levels, sums.level)
)

select
    indicator_id,
    level,
    territory_id,
    year,
    value,
    numerator,
    denominator,
    status,
    source_id
from valued
where value is not null
union all
select
    indicator_id,
    level,
    territory_id,
    year,
    value,
    numerator,
    denominator,
    status,
    source_id
from core.profession_densities
order by indicator_id, level, territory_id, year
