"""What if: changes solved in proportion to the pairs they touch, and the people who cross.

The index is linear in supply: Δindex_i = Σ_j w_ij · Δsupply_j ÷ demand_j. A change of need alters
the demand, hence the ratio, of the sites around it, and only those.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from caremap.accessibility.catchment import Catchment, ratios
from caremap.accessibility.pairs import Floats, Indices
from caremap.accessibility.parameters import ParameterStatus, require

THRESHOLDS: tuple[float, ...] = (2.5, 4.0)
"""Under-served up to 2.5, zoning pool up to 4 (arrêté du 13 novembre 2017 modifié)."""


@dataclass(frozen=True)
class Hypotheses:
    """What one action of a planner adds, in consultations a year. Hypotheses, not observations."""

    consultations_per_gp: float = 5_400.0
    assistant_gain: float = 0.10
    consultations_per_intern: float = 1_500.0
    consultations_per_telecabin: float = 1_000.0
    status: ParameterStatus = "estimated"

    def __post_init__(self) -> None:
        require(self.consultations_per_gp > 0, "consultations > 0", self.consultations_per_gp)
        require(0 <= self.assistant_gain <= 1, "0 ≤ effet d'un assistant ≤ 1", self.assistant_gain)
        require(self.consultations_per_intern >= 0, "≥ 0", self.consultations_per_intern)
        require(self.consultations_per_telecabin >= 0, "≥ 0", self.consultations_per_telecabin)


@dataclass(frozen=True)
class Action:
    """Things added at one site; a negative number of GPs leaves."""

    site: int
    gps: float = 0.0
    gps_with_assistant: float = 0.0
    interns: float = 0.0
    telecabins: float = 0.0


def consultations_added(actions: list[Action], believed: Hypotheses) -> tuple[Indices, Floats]:
    """Return the sites (k,) touched and the consultations a year (k,) added at each."""
    added = [
        (action.gps + action.gps_with_assistant * (1 + believed.assistant_gain))
        * believed.consultations_per_gp
        + action.interns * believed.consultations_per_intern
        + action.telecabins * believed.consultations_per_telecabin
        for action in actions
    ]
    sites = np.array([action.site for action in actions], dtype=np.intp)
    return sites, np.array(added, dtype=float)


def retirements(consultations_60_plus: Floats, share: float) -> tuple[Indices, Floats]:
    """Return the sites (k,) and the consultations (k,), negative, when `share` of the 60+ leave."""
    require(0 <= share <= 1, "0 ≤ part des départs ≤ 1", share)
    sites = np.flatnonzero(consultations_60_plus)
    return sites, -share * consultations_60_plus[sites]


def with_supply_change(catchment: Catchment, sites: Indices, added: Floats) -> Catchment:
    """Return the catchment after `added` (k,) at `sites` (k,), solved from their pairs only.

    Sites may repeat. ValueError when a supply would become negative or a site is unknown.
    """
    touched, total = _summed(sites, added, catchment.supply)
    supply = catchment.supply.copy()
    supply[touched] += total
    _refuse_negative(supply, touched, "L'offre")
    index = catchment.index.copy()
    _add_rows(index, catchment.by_site, touched, ratios(total, catchment.demand[touched]))
    return replace(catchment, supply=supply, index=np.maximum(index, 0))


def with_need_change(catchment: Catchment, origins: Indices, added: Floats) -> Catchment:
    """Return the catchment after need `added` (k,) at `origins` (k,), solved from their pairs.

    The demand of each touched site is summed again rather than corrected, so that a need brought
    to 0 leaves exactly 0. ValueError when a need would become negative.
    """
    touched, total = _summed(origins, added, catchment.need)
    need = catchment.need.copy()
    need[touched] += total
    _refuse_negative(need, touched, "Le besoin")
    sites = np.unique(catchment.weights[touched].indices)
    demand = catchment.demand.copy()
    demand[sites] = catchment.by_site[sites] @ need
    before = ratios(catchment.supply[sites], catchment.demand[sites])
    after = ratios(catchment.supply[sites], demand[sites])
    index = catchment.index.copy()
    _add_rows(index, catchment.by_site, sites, after - before)
    return replace(catchment, need=need, demand=demand, index=np.maximum(index, 0))


def access_class(index: Floats, thresholds: tuple[float, ...] = THRESHOLDS) -> npt.NDArray[np.intp]:
    """Return the class of each index, same shape: 0 up to the first threshold included, 1, 2…"""
    require(list(thresholds) == sorted(set(thresholds)), "seuils croissants", thresholds)
    return np.searchsorted(np.asarray(thresholds), index, side="left")


def people_crossing(
    before: Floats,
    after: Floats,
    population: Floats,
    thresholds: tuple[float, ...] = THRESHOLDS,
) -> pd.DataFrame:
    """Return, by threshold, the people whose index rises above it and falls to it or below."""
    rows = [
        {
            "threshold": threshold,
            "people_up": float(population[(before <= threshold) & (after > threshold)].sum()),
            "people_down": float(population[(before > threshold) & (after <= threshold)].sum()),
        }
        for threshold in thresholds
    ]
    return pd.DataFrame(rows)


def _summed(places: Indices, added: Floats, known: Floats) -> tuple[Indices, Floats]:
    if places.shape != added.shape:
        raise ValueError("Autant de lieux que de quantités attendus.")
    if places.size and (places.min() < 0 or places.max() >= known.size):
        raise ValueError(f"Lieu inconnu : rang entre 0 et {known.size - 1} attendu.")
    touched, position = np.unique(places, return_inverse=True)
    return touched, np.asarray(np.bincount(position, added, len(touched)), dtype=float)


def _refuse_negative(values: Floats, touched: Indices, name: str) -> None:
    slack = 1e-9 * max(1.0, float(np.abs(values).max(initial=0.0)))
    if not np.all(values[touched] >= -slack):
        raise ValueError(f"{name} d'un lieu deviendrait négative ou vide : rien n'est retiré.")
    values[touched] = np.maximum(values[touched], 0)


def _add_rows(index: Floats, by_site: sparse.csr_array, sites: Indices, ratio: Floats) -> None:
    for site, change in zip(sites.tolist(), ratio.tolist(), strict=True):
        start, stop = by_site.indptr[site], by_site.indptr[site + 1]
        index[by_site.indices[start:stop]] += change * by_site.data[start:stop]
