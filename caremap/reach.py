"""What immersion days reach: territory of each host, people covered, places never reached.

A host's territory is the perimeter its kind gives (CPTS perimeter, communes of the EPCI) when it is
known, else the communes whose town hall lies within a stated great-circle distance of the host's.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from caremap.accessibility.pairs import EARTH_RADIUS_KM, Floats, pairs_within, unit_sphere

Mask = NDArray[np.bool_]
PER_PEOPLE = 10_000
MIN_RADIUS_KM, MAX_RADIUS_KM = 1.0, 100.0


@dataclass(frozen=True)
class Places:
    """Communes, all arrays of shape (n,): id, point of the town hall, people, need, EPCI."""

    ids: tuple[str, ...]
    lon: Floats
    lat: Floats
    population: Floats
    under_served: Mask
    epci_ids: tuple[str, ...]

    @property
    def under_served_people(self) -> Floats:
        """Inhabitants of under-served communes, 0 elsewhere, shape (n,)."""
        return np.where(self.under_served, self.population, 0.0)


@dataclass(frozen=True)
class Host:
    """One host of one edition: `perimeter` is its known communes, else empty."""

    edition_id: str
    name: str
    kind: str
    commune_id: str = ""
    perimeter: tuple[str, ...] = ()
    basis: str = "rayon"
    status: str = "declared"


@dataclass(frozen=True)
class Coverage:
    """People and communes of a territory, and those of them under the threshold."""

    communes: int
    people: int
    under_served_communes: int
    under_served_people: int


def distances_km(lon: Floats, lat: Floats, center: tuple[float, float]) -> Floats:
    """Return the great-circle distance in km of each point to a center (lon, lat), shape (n,)."""
    points = unit_sphere(lon, lat)
    middle = unit_sphere(np.array([center[0]]), np.array([center[1]]))
    half_chord = np.sqrt(np.sum((points - middle) ** 2, axis=1)) / 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(half_chord, 1.0)))


def host_territory(host: Host, places: Places, radius_km: float) -> Mask:
    """Return the communes of a host's territory, shape (n,); none when it has no known place."""
    _require_radius(radius_km)
    if host.perimeter:
        return np.isin(places.ids, host.perimeter)
    if host.commune_id not in places.ids:
        return np.zeros(len(places.ids), dtype=bool)
    at = places.ids.index(host.commune_id)
    home = (float(places.lon[at]), float(places.lat[at]))
    return distances_km(places.lon, places.lat, home) <= radius_km


def reached(hosts: Iterable[Host], places: Places, radius_km: float) -> Mask:
    """Return the communes in the territory of at least one host: each is counted once."""
    covered = np.zeros(len(places.ids), dtype=bool)
    for host in hosts:
        covered |= host_territory(host, places, radius_km)
    return covered


def cover_by_radius(places: Places, radius_km: float) -> sparse.csc_array:
    """Return 1 where commune i is within `radius_km` of commune j as a host, shape (n, n)."""
    _require_radius(radius_km)
    near = pairs_within(places.lon, places.lat, radius_km)
    return sparse.csc_array((np.ones(len(near.origins)), (near.origins, near.sites)), near.shape)


def cover_by_epci(places: Places) -> tuple[tuple[str, ...], sparse.csc_array]:
    """Return EPCI ids in order, and 1 where commune i is in EPCI j, shape (n, m)."""
    ids, columns = np.unique(np.array(places.epci_ids), return_inverse=True)
    rows = np.arange(len(columns))
    covers = sparse.csc_array((np.ones(len(rows)), (rows, columns)), (len(rows), len(ids)))
    return tuple(str(epci) for epci in ids), covers


def coverage(covered: Mask, places: Places) -> Coverage:
    """Return the communes and people of a set of communes."""
    need = covered & places.under_served
    return Coverage(
        int(covered.sum()),
        int(places.population[covered].sum()),
        int(need.sum()),
        int(places.population[need].sum()),
    )


def student_days_per_10k(students: float, days: float, people: float) -> float | None:
    """Return 10,000 × students × days ÷ people; None when nobody is covered."""
    return PER_PEOPLE * students * days / people if people > 0 else None


def known_share(named: int, unnamed: int) -> float | None:
    """Return the share (0 to 1) of hosts that sources name; None when no host is known to exist."""
    total = named + unnamed
    return named / total if total else None


def never_reached(covered: Mask, places: Places) -> pd.DataFrame:
    """One row per EPCI with under-served people: epci_id, under_served, reached, missed, communes.

    `missed` counts the under-served people that no named host covers, `communes` where they live.
    Ordered by `missed`, largest first, then by id; EPCI fully reached are left out.
    """
    people = places.under_served_people
    rows = pd.DataFrame(
        {
            "epci_id": places.epci_ids,
            "under_served": people,
            "reached": np.where(covered, people, 0.0),
            "missed": np.where(covered, 0.0, people),
            "communes": places.under_served & ~covered,
        }
    )
    found = rows.groupby("epci_id", as_index=False).sum().astype({"communes": int})
    found = found[found["missed"] > 0]
    return found.sort_values(["missed", "epci_id"], ascending=[False, True], ignore_index=True)


def never_reached_communes(covered: Mask, places: Places) -> list[int]:
    """Return positions of under-served communes no named host covers, most people first."""
    missed = np.flatnonzero(places.under_served & ~covered)
    order = np.argsort(-places.population[missed], kind="stable")
    return [int(position) for position in missed[order]]


def _require_radius(radius_km: float) -> None:
    if not MIN_RADIUS_KM <= radius_km <= MAX_RADIUS_KM:
        raise ValueError(f"Distance hors limites : 1 à 100 km (reçu : {radius_km}).")
