-- Chaque territoire a un nom, un département (sauf le périmètre), des habitants et un point
select
    level,
    territory_id,
    name,
    departement_id,
    population,
    lon,
    lat
from marts.territories
where
    name is null
    or (departement_id is null) <> (level = 'perimetre')
    or population is null or population <= 0
    or lon is null or lon not between 1.5 and 4.3
    or lat is null or lat not between 49.9 and 51.1
