select
    ght,
    support,
    member,
    date
from raw.finess_ght
