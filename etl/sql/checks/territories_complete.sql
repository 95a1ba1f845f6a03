-- Chaque territoire a un nom, un département (sauf le périmètre), des habitants et un point
select
    territories.level,
    territories.territory_id,
    territories.name,
    territories.departement_id,
    territories.population,
    territories.lon,
    territories.lat
from marts.territories as territories
cross join meta.perimeter as perimeter
where
    territories.name is null
    or (territories.departement_id is null) <> (territories.level = 'perimetre')
    or territories.population is null
    or territories.population < 0
    -- Six villages destroyed in 1916 have a mayor and nobody else.
    or (territories.population = 0 and (perimeter.embedded or territories.level <> 'commune'))
    or territories.lon is null
    or territories.lon not between perimeter.west and perimeter.east
    or territories.lat is null
    or territories.lat not between perimeter.south and perimeter.north
