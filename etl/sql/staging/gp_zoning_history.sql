select
    in_force,
    decided_on,
    geography,
    cast(tvs_total as integer) as tvs_total,
    cast(zip_tvs as integer) as zip_tvs,
    cast(zac_tvs as integer) as zac_tvs,
    cast(qpv_count as integer) as qpv_count,
    cast(zip_population_share as double) as zip_population_share,
    cast(zac_population_share as double) as zac_population_share,
    cast(eligible_population_share as double) as eligible_population_share,
    note,
    source_url
from raw.gp_zoning_history
