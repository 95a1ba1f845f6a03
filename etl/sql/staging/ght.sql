select
    ght,
    support,
    member,
    date,
    note,
    confidence,
    source_url
from raw.ght
