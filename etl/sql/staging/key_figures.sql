select
    figure_id,
    geography,
    date,
    cast(value as double) as value,
    unit,
    scope,
    kind,
    source_url
from raw.key_figures
