-- Chaque valeur cite un indicateur, un niveau, une année et un territoire connus
select
    figures.indicator_id,
    figures.level,
    figures.territory_id,
    figures.year
from marts.indicator_values as figures
left join meta.indicators as indicators on figures.indicator_id = indicators.indicator_id
left join marts.territories as territories
    on figures.level = territories.level and figures.territory_id = territories.territory_id
where
    indicators.indicator_id is null
    or territories.territory_id is null
    or not list_contains(indicators.levels, figures.level)
    or not list_contains(indicators.years, figures.year)
