"""Driving times on a road network: one-way edges in minutes, shortest paths within a limit."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from caremap.accessibility.pairs import EARTH_RADIUS_KM, Floats, Indices, PairList, unit_sphere
from caremap.accessibility.parameters import require

ROAD_KMH: dict[str, float] = {
    "motorway": 110, "trunk": 85, "primary": 60, "secondary": 55, "tertiary": 48,
    "unclassified": 42, "residential": 25, "living_street": 12, "road": 30,
    "motorway_link": 50, "trunk_link": 45, "primary_link": 40, "secondary_link": 40,
    "tertiary_link": 35,
}  # fmt: skip
"""Mean driving speed by class of road when it is under the limit. Estimated, without a source."""

ACCESS_KMH = 25.0
"""Speed from a place to the nearest node of the network. Estimated."""

_BLOCK = 32


@dataclass(frozen=True)
class RoadNetwork:
    """Nodes (n,) in degrees and one-way edges (k,) in minutes, by rank of their nodes."""

    lon: Floats
    lat: Floats
    starts: Indices
    ends: Indices
    minutes: Floats

    def __post_init__(self) -> None:
        if not self.starts.shape == self.ends.shape == self.minutes.shape:
            raise ValueError("Les colonnes des tronçons n'ont pas la même longueur.")
        if self.minutes.size and not self.minutes.min() > 0:
            raise ValueError("Durée nulle ou négative sur un tronçon.")


@dataclass(frozen=True)
class Snapped:
    """Nearest node of each place (n,), −1 when none is near enough, and the minutes to it."""

    nodes: Indices
    minutes: Floats

    @property
    def on_network(self) -> npt.NDArray[np.bool_]:
        """Which places have a node near enough, (n,)."""
        return np.asarray(self.nodes >= 0)


def snap(network: RoadNetwork, lon: Floats, lat: Floats, limit_km: float = 2.0) -> Snapped:
    """Return the nearest node of each place (n,), as the crow flies, at most `limit_km` away."""
    require(0 < limit_km <= 20, "0 < distance au réseau ≤ 20 km", limit_km)
    chord, nodes = cKDTree(unit_sphere(network.lon, network.lat)).query(unit_sphere(lon, lat))
    km = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(chord / 2, 1))
    return Snapped(np.where(km <= limit_km, nodes, -1), 60 * km / ACCESS_KMH)


def road_minutes(network: RoadNetwork, places: Snapped, limit_minutes: float) -> PairList:
    """Return pairs of places on the network at most `limit_minutes` apart, without own pairs.

    Dijkstra (1959) from each place; the time of a pair is not symmetric where streets are one-way.
    """
    require(0 < limit_minutes <= 240, "0 < durée ≤ 240 min", limit_minutes)
    size = len(network.lon)
    graph = _graph(network, size)
    reached = np.flatnonzero(places.on_network)
    origins, sites, minutes = [], [], []
    for start in range(0, len(reached), _BLOCK):
        block = reached[start : start + _BLOCK]
        times = dijkstra(graph, indices=places.nodes[block], limit=limit_minutes)
        times = times[:, places.nodes[reached]]
        times += places.minutes[block, np.newaxis] + places.minutes[reached]
        times[np.arange(len(block)), start + np.arange(len(block))] = np.inf
        row, column = np.nonzero(times <= limit_minutes)
        origins.append(block[row])
        sites.append(reached[column])
        minutes.append(times[row, column])
    shape = (len(places.nodes), len(places.nodes))
    if not origins:
        nothing = np.empty(0, dtype=np.intp)
        return PairList(nothing, nothing, np.empty(0), shape)
    return PairList(np.concatenate(origins), np.concatenate(sites), np.concatenate(minutes), shape)


def _graph(network: RoadNetwork, size: int) -> sparse.csr_array:
    """Adjacency in minutes; the quickest of parallel edges is kept, not their sum."""
    order = np.lexsort((network.minutes, network.ends, network.starts))
    starts, ends = network.starts[order], network.ends[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (starts[1:] != starts[:-1]) | (ends[1:] != ends[:-1])
    kept = (starts[first], ends[first])
    return sparse.csr_array((network.minutes[order][first], kept), shape=(size, size))
