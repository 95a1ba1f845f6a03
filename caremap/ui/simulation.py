"""Model behind the page « Simulation », built once a release; scenarios of the URL; cached results.

Nothing of a scenario is stored with the release: its whole value is in the address.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pandas as pd
import streamlit as st

from caremap import effects, scenarios
from caremap.accessibility import (
    CALIBRATED,
    Catchment,
    PairList,
    Stability,
    leave_one_out,
    solve,
    weight_matrix,
    with_supply_change,
)
from caremap.catalog import INDICATOR_BY_ID
from caremap.formats import number
from caremap.scenarios import Offer, Scenario, Step
from caremap.ui import parts, perimeter, state, store
from caremap.warehouse import Warehouse

PUBLISHED = INDICATOR_BY_ID["apl_gp_65"]
GP_CONSULTATIONS = CALIBRATED.supply.consultations_per_gp


@dataclass(frozen=True)
class Model:
    """The solved catchment of a release and what scenarios act on; communes come first."""

    catchment: Catchment
    offer: Offer
    kinds: tuple[str, ...]
    times_status: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """One scenario computed: a row a commune, its summary, and what could not be done."""

    rows: pd.DataFrame
    figures: effects.Summary
    consultations: float
    refused: tuple[tuple[int, str], ...]


@st.cache_resource(max_entries=2, show_spinner="Préparation du modèle d'accessibilité…")
def _model(release_id: str) -> Model:
    release = store.warehouse(release_id)
    places = release.table("marts.accessibility_places")
    times = release.table("marts.travel_times")
    ids = places["place_id"].to_numpy(str)
    origins = np.searchsorted(ids, times["origin_id"].to_numpy(str))
    sites = np.searchsorted(ids, times["destination_id"].to_numpy(str))
    pairs = PairList(origins, sites, times["minutes"].to_numpy(float), (len(ids), len(ids)))
    solved = solve(
        weight_matrix(pairs, CALIBRATED.decay),
        places["supply"].to_numpy(float),
        places["need"].to_numpy(float),
    )
    kinds = places["kind"].to_list()
    return Model(
        solved,
        _offer(release, places),
        tuple(kinds),
        tuple(sorted(times["status"].unique())),
    )


def _offer(release: Warehouse, places: pd.DataFrame) -> Offer:
    communes = places[places["kind"] == "commune"]["place_id"]
    ranks = {commune: rank for rank, commune in enumerate(communes)}
    groups = release.table("marts.territory_members").groupby("territory_id")["commune_id"]
    members = {str(territory): tuple(rows) for territory, rows in groups}
    members[scenarios.EVERYWHERE] = tuple(ranks)
    return Offer(
        ranks,
        members,
        places["gp_count"].fillna(0).to_numpy(float),
        places["supply"].to_numpy(float),
        places["supply_60_plus"].fillna(0).to_numpy(float),
        GP_CONSULTATIONS,
    )


def model() -> Model:
    """Model of the served release."""
    return _model(store.current().release_id)


def year() -> int:
    """Year of the published APL that scenarios start from."""
    return parts.year_of(PUBLISHED)


@lru_cache(maxsize=4)
def _communes(release_id: str, apl_year: int) -> pd.DataFrame:
    release = store.warehouse(release_id)
    rows = release.values(PUBLISHED.id, "commune", apl_year)
    epci = [store.epci_of(commune) for commune in rows["territory_id"]]
    zones = release.values("zone", "commune", 2025)["value"]
    places = release.table("marts.accessibility_places").iloc[: len(rows)]
    if not (places["place_id"].to_numpy() == rows["territory_id"].to_numpy()).all():
        raise ValueError("Communes du modèle et de la carte dans un ordre différent.")
    return pd.DataFrame(
        {
            "territory_id": rows["territory_id"],
            "name": rows["name"],
            "departement_id": rows["departement_id"],
            "epci_id": epci,
            "epci_name": [store.name_of(code) for code in epci],
            "population": rows["population"],
            "published": rows["value"].to_numpy(float),
            "zone": zones.to_numpy(),
            "gp_count": places["gp_count"].to_numpy(),
            "gp_60_plus_count": places["gp_60_plus_count"].to_numpy(),
        }
    )


def communes() -> pd.DataFrame:
    """One row a commune: names, people, published APL, zone, GPs of 2019. Never modified."""
    return _communes(store.current().release_id, year())


@lru_cache(maxsize=64)
def result_in(release_id: str, apl_year: int, steps: tuple[Step, ...]) -> Result:
    """Result of the steps of a scenario on one release and one year of the published APL."""
    known = _model(release_id)
    change = scenarios.supply_change(Scenario(steps=steps), known.offer)
    after = with_supply_change(known.catchment, change.sites, change.added)
    rows = _communes(release_id, apl_year)
    moved = (after.index - known.catchment.index)[: len(rows)]
    moved[np.abs(moved) < 1e-9] = 0
    found = effects.outcome(rows, moved)
    return Result(found, effects.summary(found), float(change.added.sum()), change.refused)


def result(scenario: Scenario) -> Result:
    """Result of a scenario on the served release, cached by its steps."""
    return result_in(store.current().release_id, year(), scenario.steps)


@lru_cache(maxsize=32)
def stability_in(release_id: str, apl_year: int, steps: tuple[Step, ...]) -> Stability:
    """What one departure does after the steps of a scenario, on one release and one year."""
    known = _model(release_id)
    change = scenarios.supply_change(Scenario(steps=steps), known.offer)
    catchment = with_supply_change(known.catchment, change.sites, change.added)
    index = catchment.index.copy()
    after = result_in(release_id, apl_year, steps).rows["after"].to_numpy()
    index[: len(after)] = np.nan_to_num(after, nan=np.inf)
    # Doctors of the places that stand for the neighbours are not known one by one.
    own = np.where(np.array(known.kinds) == "commune", catchment.supply, 0.0)
    return leave_one_out(replace(catchment, supply=own), GP_CONSULTATIONS, index)


def stability(scenario: Scenario) -> Stability:
    """What one departure does to the class of each place, after the scenario."""
    return stability_in(store.current().release_id, year(), scenario.steps)


def listed() -> tuple[Scenario, ...]:
    """Scenarios of the address, at least one."""
    return scenarios.parse(state.get("scenario"))


def active() -> int:
    """Rank of the scenario being edited, 0 to 3."""
    return min(int(state.get("actif")), len(listed())) - 1


def chosen() -> Scenario:
    """The scenario being edited."""
    return listed()[active()]


def place_name(place: str) -> str:
    """Name of the place of a step."""
    return store.name_of(perimeter.whole_id() if place == scenarios.EVERYWHERE else place)


def label(rank: int, scenario: Scenario) -> str:
    """Name of a scenario as shown: its own, else its number."""
    return scenario.name or f"Scénario {rank + 1}"


def times_origin() -> str:
    """Where travel times come from, in words."""
    if "derived" in model().times_status:
        return "calculées sur le réseau routier OpenStreetMap"
    return "estimées par la distance et la densité"


def edges_words() -> str:
    """What stands beyond the two départements, in words."""
    given = model().kinds.count("voisin")
    if not given:
        return perimeter.caveat("model_edges")
    return (
        f"Bords : généralistes de {number(given)} lieux voisins versés par le gestionnaire ; un "
        "lieu absent de ce fichier compte pour aucun généraliste. Belgique non comptée."
    )
