-- INSEE files of the inbox, latest year only; a measure counted somewhere is 0 where it is not.
with
latest as (
    select
        measure,
        max(year) as year
    from staging.attractiveness_inbox
    group by measure
),

converted as (
    select
        inbox.measure,
        codes.commune_id,
        inbox.year,
        inbox.source_id,
        sum(inbox.numerator) as numerator,
        sum(inbox.denominator) as denominator
    from staging.attractiveness_inbox as inbox
    inner join latest on inbox.measure = latest.measure and inbox.year = latest.year
    inner join core.commune_codes as codes on inbox.commune_id = codes.code
    group by inbox.measure, codes.commune_id, inbox.year, inbox.source_id
),

measures as (
    select distinct
        measure,
        year,
        source_id
    from converted
)

select
    measures.measure,
    communes.commune_id,
    measures.year,
    measures.source_id,
    case
        when measures.source_id = 'insee_bpe' then coalesce(converted.numerator, 0)
        else converted.numerator
    end as numerator,
    case
        when measures.source_id = 'insee_bpe' then communes.population
        else converted.denominator
    end as denominator
from measures
cross join core.communes as communes
left join converted
    on
        measures.measure = converted.measure
        and communes.commune_id = converted.commune_id
order by measures.measure, communes.commune_id
