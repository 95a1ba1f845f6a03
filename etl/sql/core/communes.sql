-- Weights are people of the geography every figure is brought back to.
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
where populations.cog_year = (select max(latest.cog_year) from core.populations as latest)
order by communes.commune_id
