"""Cached tables of the attractiveness page: criteria by territory, scores, rankings."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caremap import attractiveness
from caremap.accessibility.pairs import Floats
from caremap.attractiveness import Ranking
from caremap.catalog import INDICATOR_BY_ID
from caremap.catalog.attractiveness import (
    FAMILIES,
    INTERN_RADIUS_KM,
    NORMALISATIONS,
    SOLID_PARTS,
    Criterion,
)
from caremap.catalog.attractiveness_criteria import CRITERIA
from caremap.maps import value_array
from caremap.ui import perimeter, store
from caremap.weightings import Weights

_INTERN_YEAR = 2023
_COMMUNE_DRAWS = 300
_PEERS = "interne"


@dataclass(frozen=True)
class Table:
    """Territories of a level, (n,), and their criteria, (n, c), in the order of `criteria`."""

    territories: pd.DataFrame
    criteria: tuple[Criterion, ...]
    values: Floats
    years: tuple[int, ...]

    @property
    def family_of(self) -> NDArray[np.int_]:
        """Position of the family of each criterion, (c,)."""
        ids = [family.id for family in FAMILIES]
        return np.array([ids.index(criterion.family_id) for criterion in self.criteria])

    @property
    def loaded(self) -> NDArray[np.bool_]:
        """Families that hold a figure, (f,)."""
        return np.isin(np.arange(len(FAMILIES)), self.family_of)


@dataclass(frozen=True)
class Settings:
    """What a reader chose: level, weights in force, normalisation, aggregation, draws."""

    level: str
    weights: Weights
    normalisation: str
    aggregation: str
    spread: str


@dataclass(frozen=True)
class _Communes:
    """Communes in the order of ids, (n,), and the territory of the level each belongs to."""

    ids: pd.Index
    lon: Floats
    lat: Floats
    people: Floats
    home: NDArray[np.int_]
    homes: int

    def mean(self, values: Floats) -> Floats:
        """Mean over the communes of each territory, weighted by people."""
        return self.total(values * self.people) / self.total(self.people)

    def total(self, values: Floats) -> Floats:
        """Sum over the communes of each territory."""
        return np.bincount(self.home, weights=values, minlength=self.homes).astype(np.float64)


def table(level: str) -> Table:
    """Criteria of every territory of a level, with what the release holds."""
    return _table(store.current().release_id, level)


@lru_cache(maxsize=6)
def _table(release_id: str, level: str) -> Table:
    rows = store.warehouse(release_id).values("population", level, 2026)
    rows = rows[["territory_id", "name", "departement_id", "population"]]
    communes = _communes(release_id, list(rows["territory_id"]), level)
    measures = store.table("marts.attractiveness_measures")
    criteria, columns, years = [], [], []
    replaced = {c.replaces for c in CRITERIA if c.measure in set(measures["measure"])}
    for criterion in CRITERIA:
        if criterion.id in replaced:
            continue
        found = _values(release_id, criterion, level, communes)
        if found is not None:
            criteria.append(criterion)
            columns.append(found[0])
            years.append(found[1])
    return Table(rows, tuple(criteria), np.stack(columns, axis=1), tuple(years))


def _communes(release_id: str, homes: list[str], level: str) -> _Communes:
    places = store.territories()
    places = places[places["level"] == "commune"].sort_index()
    own = [store.epci_of(c) if level == "epci" else c for c in places.index]
    position = {home: at for at, home in enumerate(homes)}
    return _Communes(
        places.index,
        places["lon"].to_numpy(dtype=float),
        places["lat"].to_numpy(dtype=float),
        places["population"].to_numpy(dtype=float),
        np.array([position[home] for home in own]),
        len(homes),
    )


def _values(
    release_id: str, criterion: Criterion, level: str, communes: _Communes
) -> tuple[Floats, int] | None:
    """Values of a criterion and its year (0 for a distance); None when it is not loaded."""
    if criterion.indicator:
        year = INDICATOR_BY_ID[criterion.indicator].last_year
        rows = store.warehouse(release_id).values(criterion.indicator, level, year)
        return value_array(rows), year
    if criterion.measure:
        return _measured(criterion, communes)
    return _DISTANCES[criterion.id](communes), 0


def _measured(criterion: Criterion, communes: _Communes) -> tuple[Floats, int] | None:
    rows = store.table("marts.attractiveness_measures")
    rows = rows[rows["measure"] == criterion.measure].set_index("commune_id")
    if rows.empty:
        return None
    own = rows.reindex(communes.ids)
    above = own["numerator"].to_numpy(dtype=float)
    below = own["denominator"].to_numpy(dtype=float)
    known = np.isfinite(above) & (below > 0)
    numerators = communes.total(np.where(known, above, 0.0))
    denominators = communes.total(np.where(known, below, 0.0))
    values = np.full(communes.homes, np.nan)
    np.divide(numerators, denominators, out=values, where=denominators > 0)
    return criterion.scale * values, int(rows["year"].iloc[0])


def _structures(families: tuple[str, ...]) -> tuple[Floats, Floats]:
    rows = store.table("marts.structures")
    rows = rows[rows["family"].isin(families)].dropna(subset=["lon", "lat"])
    return rows["lon"].to_numpy(dtype=float), rows["lat"].to_numpy(dtype=float)


def _mean_distance(communes: _Communes, families: tuple[str, ...]) -> Floats:
    sites = _structures(families)
    return communes.mean(attractiveness.nearest_km(communes.lon, communes.lat, sites))


def _to_structure(communes: _Communes) -> Floats:
    return _mean_distance(communes, ("msp", "centre_de_sante"))


def _to_hospital(communes: _Communes) -> Floats:
    return _mean_distance(communes, ("hopital",))


def _to_faculty(communes: _Communes) -> Floats:
    place = perimeter.faculty()
    sites = np.array([place.lon]), np.array([place.lat])
    return communes.mean(attractiveness.nearest_km(communes.lon, communes.lat, sites))


def _to_cpts(communes: _Communes) -> Floats:
    nearest = attractiveness.nearest_km(communes.lon, communes.lat, _structures(("cpts",)))
    known = store.territories().query("level == 'cpts'")["territory_id"]
    inside = {member for cpts in known for member in store.members(cpts)["commune_id"]}
    return communes.mean(np.where(communes.ids.isin(inside), 0.0, nearest))


def _interns_nearby(communes: _Communes) -> Floats:
    rows = store.table("marts.placements")
    asked = (rows["source_id"] == "drees_sae") & (rows["year"] == _INTERN_YEAR)
    counts = rows[asked & rows["trainee_level"].eq(_PEERS)].groupby("commune_id")["trainees"]
    totals = counts.sum()
    places = store.territories().loc[totals.index]
    sites = places["lon"].to_numpy(dtype=float), places["lat"].to_numpy(dtype=float)
    centers = communes.mean(communes.lon), communes.mean(communes.lat)
    return attractiveness.sums_within(
        centers, sites, totals.to_numpy(dtype=float), INTERN_RADIUS_KM
    )


_DISTANCES = {
    "structure_distance": _to_structure,
    "hospital_distance": _to_hospital,
    "lille_distance": _to_faculty,
    "cpts_distance": _to_cpts,
    "interns_nearby": _interns_nearby,
}


@lru_cache(maxsize=12)
def _scores(release_id: str, level: str) -> dict[str, Floats]:
    found = _table(release_id, level)
    higher = np.array([criterion.higher_is_better for criterion in found.criteria])
    return {
        method: attractiveness.family_scores(
            attractiveness.normalise(found.values, method, higher), found.family_of, len(FAMILIES)
        )
        for method in NORMALISATIONS
    }


def scores(settings: Settings) -> Floats:
    """Family scores (n, f) by the chosen normalisation."""
    return _scores(store.current().release_id, settings.level)[settings.normalisation]


def draws(level: str) -> int:
    """Number of draws of weights: fewer for communes, so that the map follows the sliders."""
    return attractiveness.DRAWS if level == "epci" else _COMMUNE_DRAWS


@lru_cache(maxsize=200)
def _ranking(release_id: str, settings: Settings) -> Ranking:
    loaded = _table(release_id, settings.level).loaded
    weights = np.array(settings.weights, dtype=float)
    return attractiveness.rank_with_interval(
        _scores(release_id, settings.level),
        settings.normalisation,
        attractiveness.drawn_weights(weights, loaded, settings.spread, draws(settings.level)),
        settings.aggregation,
        SOLID_PARTS[settings.level],
    )


def ranking(settings: Settings) -> Ranking:
    """Composite, ranks and their intervals for chosen settings."""
    return _ranking(store.current().release_id, settings)
