select
    edition_id,
    discipline,
    level,
    cast(student_count as integer) as student_count,
    count_kind,
    note,
    source_url
from raw.immersion_students
