-- Accessibilité recalculée : chaque commune a son lieu, les valeurs sont finies et positives
select
    communes.commune_id,
    places.place_id,
    places.kind,
    places.supply,
    places.need,
    places.accessibility
from core.communes as communes
full outer join marts.accessibility_places as places on communes.commune_id = places.place_id
where
    (communes.commune_id is null) <> (places.kind <> 'commune')
    or places.place_id is null
    or coalesce(places.supply, -1) < 0
    or coalesce(places.need, -1) < 0
    or coalesce(places.accessibility, -1) < 0
    or not isfinite(places.supply + places.need + places.accessibility)
    or coalesce(places.supply_60_plus, 0) > places.supply + 0.001
