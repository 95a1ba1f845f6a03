-- An edition keeps one kind of count: reported where it exists, else announced, never both.
with
state as (
    select
        communes.commune_id,
        communes.population,
        reached.commune_id is not null as is_reached,
        coalesce(apl.apl <= 2.5, false) as under_served
    from core.communes as communes
    left join core.immersion_reach as reached on communes.commune_id = reached.commune_id
    left join core.apl as apl
        on communes.commune_id = apl.commune_id and apl.series = 'apl_gp_65' and apl.year = 2024
),

origin as (
    select case when coalesce(bool_or(demo), false) then 'demo' else 'estimated' end as status
    from core.immersion_reach
),

counted as (
    select
        edition_id,
        count_kind,
        sum(student_count) as students
    from marts.immersion_students
    where not is_detail
    group by edition_id, count_kind
),

somewhere as (
    select min(commune_id) as commune_id from core.communes
),

students as (
    select
        editions.year,
        -- Published for the whole perimeter alone: any commune carries an edition without one.
        coalesce(codes.commune_id, somewhere.commune_id) as commune_id,
        arg_max(counted.students, counted.count_kind) as students
    from counted
    inner join marts.immersion_editions as editions on counted.edition_id = editions.edition_id
    left join core.commune_codes as codes on editions.commune_id = codes.code
    cross join somewhere
    group by all
)

select
    'immersion_reach_population' as indicator_id,
    state.commune_id,
    2026 as year,
    cast(case when state.is_reached then state.population else 0 end as decimal(18, 6))
        as numerator,
    cast(null as decimal(18, 6)) as denominator,
    origin.status
from state
cross join origin
where exists (select 1 from marts.immersion_hosts)
union all
select
    'immersion_reach_share' as indicator_id,
    state.commune_id,
    2026 as year,
    cast(case when state.is_reached then state.population else 0 end as decimal(18, 6))
        as numerator,
    cast(state.population as decimal(18, 6)) as denominator,
    origin.status
from state
cross join origin
where state.under_served and exists (select 1 from marts.immersion_hosts)
union all
select
    'immersion_students' as indicator_id,
    students.commune_id,
    students.year,
    cast(students.students as decimal(18, 6)) as numerator,
    cast(null as decimal(18, 6)) as denominator,
    'declared' as status
from students
inner join meta.indicators as promised
    on promised.indicator_id = 'immersion_students' and list_contains(promised.years, students.year)
