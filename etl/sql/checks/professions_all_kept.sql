-- Chaque profession de la CNAM a sa densité publiée dans chaque département
select
    workforce.departement_id,
    workforce.profession,
    workforce.density_per_100k as published,
    figures.value as found
from raw.liberal_workforce as workforce
left join meta.professions as professions on workforce.profession = professions.label
left join marts.indicator_values as figures
    on
        figures.indicator_id = 'liberal_density_' || professions.slug
        and workforce.departement_id = figures.territory_id
        and workforce.year = figures.year
where
    figures.value is distinct from workforce.density_per_100k
    or figures.numerator is distinct from workforce.headcount
