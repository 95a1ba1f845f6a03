select
    edition_id,
    question,
    cast(count as integer) as answer_count,
    cast(denominator as integer) as denominator,
    cast(observed_year as integer) as observed_year,
    source_url
from raw.immersion_follow_up
