select
    indicators.indicator_id,
    'departement' as level,
    workforce.departement_id as territory_id,
    workforce.year,
    workforce.density_per_100k as value,
    cast(workforce.headcount as double) as numerator,
    cast(null as double) as denominator,
    'official' as status,
    indicators.source_ids[1] as source_id
from staging.liberal_workforce as workforce
inner join meta.professions as professions on workforce.profession = professions.label
inner join meta.indicators as indicators
    on indicators.indicator_id = 'liberal_density_' || professions.slug
order by indicators.indicator_id, workforce.departement_id
