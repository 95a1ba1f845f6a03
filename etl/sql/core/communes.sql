-- Weights are people of the geography every figure is brought back to, whatever census came since.
select
    communes.commune_id,
    communes.name,
    communes.departement_id,
    communes.arrondissement_id,
    communes.epci_id,
    communes.lon,
    communes.lat,
    communes.point_basis,
    populations.population,
    populations.cog_year as population_year,
    areas.area_km2
from staging.communes as communes
inner join core.populations as populations on communes.commune_id = populations.commune_id
inner join staging.contour_areas as areas on communes.commune_id = areas.commune_id
where
    populations.cog_year = (
        select indicators.years[1]
        from meta.indicators as indicators
        where indicators.indicator_id = 'population_change'
    )
order by communes.commune_id
