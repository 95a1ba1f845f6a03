"""Lists of (origin, site, cost) triples, and those of places within a radius on the sphere."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

EARTH_RADIUS_KM = 6_371.0088
"""Mean radius R1 of the GRS 80 ellipsoid (Moritz 2000)."""


@dataclass(frozen=True)
class PairList:
    """Each (origin, site) at most once; `cost` in the unit the caller states; all shapes (k,)."""

    origins: Indices
    sites: Indices
    cost: Floats
    shape: tuple[int, int]

    def __post_init__(self) -> None:
        if not self.origins.shape == self.sites.shape == self.cost.shape:
            raise ValueError("Les trois colonnes des paires n'ont pas la même longueur.")


def unit_sphere(lon: Floats, lat: Floats) -> Floats:
    """Return points (n, 3) on the unit sphere from degrees; ValueError outside ±180 / ±90."""
    if not (np.all(np.abs(lon) <= 180) and np.all(np.abs(lat) <= 90)):
        raise ValueError("Coordonnées hors limites : longitude ±180°, latitude ±90°, sans vide.")
    east, north = np.radians(lon), np.radians(lat)
    return np.column_stack(
        (np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north))
    )


def pairs_within(lon: Floats, lat: Floats, radius_km: float) -> PairList:
    """Return every ordered pair of n places within `radius_km`, each place with itself included.

    The cost is the great-circle distance in km, 2R·arcsin(chord ÷ 2), exact for a sphere.
    """
    if not 0 < radius_km <= 1_000:
        raise ValueError(f"Rayon hors limites : 0 < rayon ≤ 1 000 km (reçu : {radius_km}).")
    points = unit_sphere(lon, lat)
    chord = 2 * np.sin(radius_km / (2 * EARTH_RADIUS_KM))
    found = cKDTree(points).query_pairs(chord, output_type="ndarray")
    first, second = found[:, 0], found[:, 1]
    span = np.sqrt(np.sum((points[first] - points[second]) ** 2, axis=1))
    km = 2 * EARTH_RADIUS_KM * np.arcsin(span / 2)
    alone = np.arange(len(points), dtype=np.intp)
    return PairList(
        np.concatenate((first, second, alone)),
        np.concatenate((second, first, alone)),
        np.concatenate((km, km, np.zeros(len(points)))),
        (len(points), len(points)),
    )
