select
    partnership_id,
    cast(axis_number as integer) as axis_number,
    axis_label,
    commitment,
    related_indicator,
    source_url
from raw.partnership_axes
