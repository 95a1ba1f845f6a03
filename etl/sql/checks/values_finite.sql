-- Aucune valeur vide, infinie ou non numérique
select
    indicator_id,
    level,
    territory_id,
    year,
    value,
    numerator,
    denominator
from marts.indicator_values
where
    value is null
    or not isfinite(value)
    or not isfinite(coalesce(numerator, 0))
    or not isfinite(coalesce(denominator, 0))
