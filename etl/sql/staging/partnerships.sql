select
    partnership_id,
    label,
    signatory_a,
    signatory_b,
    cast(period_start as integer) as period_start,
    cast(period_end as integer) as period_end,
    signed_on,
    source_url
from raw.partnerships
