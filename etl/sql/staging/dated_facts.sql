select
    topic,
    fact,
    value,
    date,
    note,
    confidence,
    source_url
from raw.dated_facts
