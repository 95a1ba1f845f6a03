-- The ten largest changes of each indicator, by share of the value before.
select
    earlier.indicator_id,
    earlier.level,
    earlier.territory_id,
    territories.name,
    earlier.year,
    earlier.value as value_before,
    later.value as value_after
from earlier.marts.indicator_values as earlier
inner join later.marts.indicator_values as later
    on
        earlier.indicator_id = later.indicator_id
        and earlier.level = later.level
        and earlier.territory_id = later.territory_id
        and earlier.year = later.year
left join later.marts.territories as territories
    on later.level = territories.level and later.territory_id = territories.territory_id
where earlier.value is distinct from later.value
qualify
    row_number() over (
        partition by earlier.indicator_id
        order by
            abs(later.value - earlier.value) / greatest(abs(earlier.value), 0.000001) desc,
            earlier.level asc,
            earlier.territory_id asc,
            earlier.year asc
    ) <= 10
order by earlier.indicator_id, earlier.level, earlier.territory_id, earlier.year
