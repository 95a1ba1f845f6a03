-- Beside the line of all disciplines (ALL_DISCIPLINES of the catalog), the others are its detail.
select
    *,
    discipline <> 'toutes filières'
    and bool_or(discipline = 'toutes filières') over (partition by edition_id, count_kind)
        as is_detail,
    'declared' as status,
    'immersion' as source_id
from staging.immersion_students
order by edition_id, discipline
