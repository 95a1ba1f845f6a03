-- An index of places where no doctor was counted would be a zero that nobody measured.
select
    'e2sfca_gp' as indicator_id,
    places.place_id as commune_id,
    2019 as year,
    cast(places.accessibility * communes.population as decimal(18, 6)) as numerator,
    cast(communes.population as decimal(18, 6)) as denominator,
    'estimated' as status
from staging.accessibility_places as places
inner join core.communes as communes on places.place_id = communes.commune_id
where exists (select 1 from staging.gp_2019)
