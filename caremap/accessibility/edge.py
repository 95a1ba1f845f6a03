"""Guard zone: uniform places beyond the border, for supply and need that no file gives.

The guard area of spatial statistics (Ripley 1988): points outside the studied window
take part in the computation, and only those inside are reported.
"""

import numpy as np
from scipy.spatial import cKDTree

from caremap.accessibility.pairs import EARTH_RADIUS_KM, Floats, unit_sphere
from caremap.accessibility.parameters import GuardZone
from caremap.accessibility.travel import Places

Ring = Floats
KM_PER_DEGREE = EARTH_RADIUS_KM * np.pi / 180


def inside_rings(rings: list[Ring], lon: Floats, lat: Floats) -> np.ndarray:
    """Return which points (k,) lie in an odd number of closed rings, each (v, 2) in degrees.

    Even-odd crossing rule (Shimrat 1962), a ray going east; holes are rings like the others.
    """
    starts = np.concatenate([ring[:-1] for ring in rings])
    ends = np.concatenate([ring[1:] for ring in rings])
    inside = np.zeros(len(lon), dtype=bool)
    rows, row_of_point = np.unique(lat, return_inverse=True)
    crossing = _edges_by_row(rows, starts[:, 1], ends[:, 1])
    by_row = np.split(np.argsort(row_of_point, kind="stable"), np.cumsum(np.bincount(row_of_point)))
    for row, edges, on_row in zip(rows, crossing, by_row, strict=False):
        (x0, y0), (x1, y1) = starts[edges].T, ends[edges].T
        crossed_at = np.sort(x0 + (row - y0) * (x1 - x0) / (y1 - y0))
        to_the_east = len(crossed_at) - np.searchsorted(crossed_at, lon[on_row], side="right")
        inside[on_row] = to_the_east % 2 == 1
    return inside


def _edges_by_row(rows: Floats, first: Floats, second: Floats) -> list[np.ndarray]:
    """Edges that each of the sorted rows crosses: an edge is looked at on its own rows only."""
    lowest = np.searchsorted(rows, np.minimum(first, second))
    counts = np.searchsorted(rows, np.maximum(first, second)) - lowest
    edges = np.repeat(np.arange(len(first)), counts)
    steps = np.arange(len(edges)) - np.repeat(np.cumsum(counts) - counts, counts)
    crossed = np.repeat(lowest, counts) + steps
    sizes = np.bincount(crossed, minlength=len(rows))
    return np.split(edges[np.argsort(crossed, kind="stable")], np.cumsum(sizes)[:-1])


def guard_points(
    perimeter: list[Ring], country: list[Ring], places: Places, zone: GuardZone
) -> tuple[Floats, Floats]:
    """Return the longitudes and latitudes (k,) of the guard zone, in degrees.

    A regular grid inside the `country` rings, outside the `perimeter` rings (those of all its
    communes), and at most `zone.depth_km` from a place.
    """
    lon, lat = _grid(places, zone)
    kept = inside_rings(country, lon, lat) & ~inside_rings(perimeter, lon, lat)
    lon, lat = lon[kept], lat[kept]
    chord, _ = cKDTree(unit_sphere(places.lon, places.lat)).query(unit_sphere(lon, lat))
    near = 2 * EARTH_RADIUS_KM * np.arcsin(chord / 2) <= zone.depth_km
    return lon[near], lat[near]


def guard_places(lon: Floats, lat: Floats, places: Places, zone: GuardZone) -> Places:
    """Return the k places of the guard zone: the age structure is that of `places`."""
    area = zone.spacing_km**2
    shares = places.people.sum(axis=0) / places.people.sum()
    people = np.tile(shares * area * zone.inhabitants_per_km2, (len(lon), 1))
    return Places(lon, lat, np.full(len(lon), area), people)


def _grid(places: Places, zone: GuardZone) -> tuple[Floats, Floats]:
    reach = zone.depth_km / KM_PER_DEGREE
    south, north = places.lat.min() - reach, places.lat.max() + reach
    wider = np.cos(np.radians(places.lat.mean()))
    west, east = places.lon.min() - reach / wider, places.lon.max() + reach / wider
    step = zone.spacing_km / KM_PER_DEGREE
    lon, lat = np.meshgrid(np.arange(west, east, step / wider), np.arange(south, north, step))
    return lon.ravel(), lat.ravel()
