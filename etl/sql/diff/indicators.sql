-- One row per indicator, level and year of either release: what was lost, added and changed.
with
compared as (
    select
        coalesce(earlier.indicator_id, later.indicator_id) as indicator_id,
        coalesce(earlier.level, later.level) as level,
        coalesce(earlier.year, later.year) as year,
        earlier.value as value_before,
        later.value as value_after,
        earlier.indicator_id is not null and later.indicator_id is null as lost,
        earlier.indicator_id is null as added,
        earlier.indicator_id is not null
        and later.indicator_id is not null
        and (
            earlier.value is distinct from later.value
            or earlier.status is distinct from later.status
        ) as changed
    from earlier.marts.indicator_values as earlier
    full outer join later.marts.indicator_values as later
        on
            earlier.indicator_id = later.indicator_id
            and earlier.level = later.level
            and earlier.territory_id = later.territory_id
            and earlier.year = later.year
)

select
    indicator_id,
    level,
    year,
    count(value_before) as rows_before,
    count(value_after) as rows_after,
    count(*) filter (where lost) as lost_count,
    count(*) filter (where added) as added_count,
    count(*) filter (where changed) as changed_count,
    median(value_before) as median_before,
    median(value_after) as median_after
from compared
group by indicator_id, level, year
order by indicator_id, level, year
