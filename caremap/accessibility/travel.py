"""Default travel-time model between mairies, when no road network has been loaded."""

from dataclasses import dataclass

import numpy as np

from caremap.accessibility.pairs import Floats, PairList, pairs_within
from caremap.accessibility.parameters import TravelModel

MEAN_DISTANCE_IN_DISC = 2 / 3
"""Mean distance to the centre of a disc, in radii: ∫ r·2πr dr ÷ πR² = 2R/3."""


@dataclass(frozen=True)
class Places:
    """Places with a point (degrees), an area (km²) and people by age; `people` is (n, 3)."""

    lon: Floats
    lat: Floats
    area_km2: Floats
    people: Floats

    def __post_init__(self) -> None:
        size = len(self.lon)
        if self.people.shape != (size, 3) or not len(self.lat) == len(self.area_km2) == size:
            raise ValueError("Lieux : n points, n superficies et n × 3 effectifs attendus.")
        if not (np.all(self.area_km2 > 0) and np.all(self.people >= 0)):
            raise ValueError("Lieux : superficie > 0 et effectifs ≥ 0, sans vide.")

    @property
    def population(self) -> Floats:
        """Inhabitants, shape (n,)."""
        return np.asarray(self.people.sum(axis=1))


def join_places(first: Places, second: Places) -> Places:
    """Return the places of `first` followed by those of `second`."""
    return Places(
        np.concatenate((first.lon, second.lon)),
        np.concatenate((first.lat, second.lat)),
        np.concatenate((first.area_km2, second.area_km2)),
        np.concatenate((first.people, second.people)),
    )


def local_density(places: Places, radius_km: float) -> Floats:
    """Return inhabitants per km² over the places within `radius_km` of each one, shape (n,)."""
    near = pairs_within(places.lon, places.lat, radius_km)
    size = len(places.lon)
    people = np.bincount(near.origins, places.population[near.sites], size)
    return np.asarray(people / np.bincount(near.origins, places.area_km2[near.sites], size))


def pace_minutes_per_km(density: Floats, model: TravelModel) -> Floats:
    """Return minutes per km of road, (n,), between the rural and the urban speed."""
    low, high = np.log(model.rural_density), np.log(model.urban_density)
    urban = np.clip((np.log(np.maximum(density, 1e-9)) - low) / (high - low), 0, 1)
    return np.asarray((1 - urban) * 60 / model.rural_kmh + urban * 60 / model.urban_kmh)


def travel_minutes(places: Places, model: TravelModel, limit_minutes: float) -> PairList:
    """Return the pairs of places within `limit_minutes`, cost in minutes of driving.

    Between two places: distance × detour × mean pace of both ends. Inside one: the mean distance
    to the centre of a disc of the same area. Symmetric. Estimated; not a road network.
    """
    if not 0 < limit_minutes <= 240:
        raise ValueError(f"Durée hors limites : 0 < durée ≤ 240 min (reçu : {limit_minutes}).")
    radius_km = limit_minutes * model.rural_kmh / 60 / model.detour
    pairs = pairs_within(places.lon, places.lat, radius_km)
    pace = pace_minutes_per_km(local_density(places, model.density_radius_km), model)
    minutes = pairs.cost * model.detour * (pace[pairs.origins] + pace[pairs.sites]) / 2
    inside = MEAN_DISTANCE_IN_DISC * np.sqrt(places.area_km2 / np.pi) * model.detour * pace
    same = pairs.origins == pairs.sites
    minutes[same] = np.minimum(inside, limit_minutes)[pairs.origins[same]]
    kept = minutes <= limit_minutes
    return PairList(pairs.origins[kept], pairs.sites[kept], minutes[kept], pairs.shape)
