select
    'gp_count' as indicator_id,
    commune_id,
    year,
    cast(gp_count as decimal(18, 6)) as numerator,
    cast(null as decimal(18, 6)) as denominator,
    case when codes_count = 1 then 'official' else 'derived' end as status
from core.gp_2019
union all
select
    'gp_density' as indicator_id,
    commune_id,
    year,
    cast(gp_count as decimal(18, 6)) as numerator,
    cast(population as decimal(18, 6)) as denominator,
    'derived' as status
from core.gp_2019
union all
select
    'gp_60_plus_share' as indicator_id,
    commune_id,
    year,
    cast(gp_60_plus_count as decimal(18, 6)) as numerator,
    cast(gp_count as decimal(18, 6)) as denominator,
    'derived' as status
from core.gp_2019
where gp_count > 0
