-- A count is published as is only where it is the answer of a commune's single site.
-- Communes without a figure keep their people in the denominator of larger territories.
select
    'hospital_interns' as indicator_id,
    commune_id,
    year,
    cast(interns as decimal(18, 6)) as numerator,
    cast(null as decimal(18, 6)) as denominator,
    case when sites_count = 1 then 'official' else 'derived' end as status
from core.interns
union all
select
    'hospital_interns_gp' as indicator_id,
    commune_id,
    year,
    cast(interns_gp as decimal(18, 6)) as numerator,
    cast(null as decimal(18, 6)) as denominator,
    case when sites_count = 1 then 'official' else 'derived' end as status
from core.interns
union all
select
    'interns_per_10k' as indicator_id,
    commune_id,
    year,
    cast(interns as decimal(18, 6)) as numerator,
    cast(population as decimal(18, 6)) as denominator,
    'derived' as status
from core.interns
