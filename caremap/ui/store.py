"""Cached reads of the served release: keys hold its id, results are shared and never modified."""

from contextvars import ContextVar
from dataclasses import replace
from functools import lru_cache
from typing import Any

import pandas as pd
import streamlit as st

from caremap import warehouse_composed
from caremap.catalog import (
    COMPOSED_LEVEL,
    INDICATOR_BY_ID,
    INDICATORS,
    LEVEL_BY_ID,
    MAPPED_LEVELS,
    OPTIONAL_INDICATORS,
    OPTIONAL_SOURCES,
    SOURCES,
    Indicator,
    Source,
)
from caremap.composed import ComposedRefused, codes_of, is_composed, parse
from caremap.errors import WarehouseMissing
from caremap.served import served_id
from caremap.ui import reserved
from caremap.warehouse import REBUILD, Warehouse

_PLACEMENTS, _OPEN_PLACEMENTS = "marts.placements", "drees_sae"


@st.cache_resource(max_entries=3, show_spinner=False)
def warehouse(release_id: str) -> Warehouse:
    """Open one release once for all sessions."""
    return Warehouse(release_id)


_RUN_RELEASE: ContextVar[Warehouse | None] = ContextVar("run_release", default=None)


def begin_run() -> Warehouse:
    """Look at the pointer once a run; the whole run then reads that release."""
    release_id = served_id()
    if release_id is None:
        raise WarehouseMissing("Aucun entrepôt n'a encore été construit.", REBUILD)
    opened = warehouse(release_id)
    _RUN_RELEASE.set(opened)
    return opened


def release_id() -> str:
    """Id of the release that this run reads. Raises WarehouseMissing."""
    return current().release_id


def current() -> Warehouse:
    """Return the release that this run reads. Raises WarehouseMissing."""
    return _RUN_RELEASE.get() or begin_run()


@lru_cache(maxsize=4)
def _territories(release_id: str) -> pd.DataFrame:
    return warehouse(release_id).territories().set_index("territory_id", drop=False)


@lru_cache(maxsize=400)
def _values(release_id: str, indicator_id: str, level: str, year: int) -> pd.DataFrame:
    return warehouse(release_id).values(indicator_id, level, year)


@lru_cache(maxsize=200)
def _profile(release_id: str, territory_id: str) -> pd.DataFrame:
    if is_composed(territory_id):
        return warehouse_composed.profile(warehouse(release_id), codes_of(territory_id))
    return warehouse(release_id).profile(territory_id)


@lru_cache(maxsize=200)
def _members(release_id: str, territory_id: str) -> pd.DataFrame:
    if is_composed(territory_id):
        rows = _territories(release_id).loc[list(codes_of(territory_id))]
        named = rows.rename(columns={"territory_id": "commune_id"})
        ordered = named.sort_values(["population", "commune_id"], ascending=[False, True])
        return ordered[["commune_id", "name", "population"]].reset_index(drop=True)
    return warehouse(release_id).members(territory_id)


@lru_cache(maxsize=40)
def _table(release_id: str, name: str) -> pd.DataFrame:
    return warehouse(release_id).table(name)


def territories() -> pd.DataFrame:
    """One row per territory, indexed by id: level, name, departement_id, population, lon, lat."""
    return _territories(release_id())


def values(indicator_id: str, level: str, year: int) -> pd.DataFrame:
    """One row per territory of a level with its value (null where unpublished).

    Raises UnknownIdentifier on an indicator that the reader's role may not see.
    """
    reserved.refuse(indicator_id)
    return _values(release_id(), indicator_id, level, year)


@lru_cache(maxsize=400)
def _value_by_id(release_id: str, indicator_id: str, level: str, year: int) -> dict[str, float]:
    rows = _values(release_id, indicator_id, level, year).dropna(subset=["value"])
    return dict(zip(rows["territory_id"], rows["value"].astype(float), strict=True))


def value_by_id(indicator_id: str, level: str, year: int) -> dict[str, float]:
    """Published values of a level by territory id; a territory without a figure has no entry."""
    reserved.refuse(indicator_id)
    return _value_by_id(release_id(), indicator_id, level, year)


def profile(territory_id: str) -> pd.DataFrame:
    """One row per indicator, that the reader's role may see, and year of a territory."""
    return reserved.seen(_profile(release_id(), territory_id))


def value_at(indicator_id: str, territory_id: str, year: int) -> float | None:
    """Value of one territory, composed ones included; None where there is no figure."""
    reserved.refuse(indicator_id)
    rows = _profile(release_id(), territory_id)
    found = rows.loc[(rows["indicator_id"] == indicator_id) & (rows["year"] == year), "value"]
    return None if found.empty or pd.isna(found.iloc[0]) else float(found.iloc[0])


def members(territory_id: str) -> pd.DataFrame:
    """One row per commune of a territory, the most populated first."""
    return _members(release_id(), territory_id)


def table(name: str) -> pd.DataFrame:
    """Every row of a small mart or meta table that the reader's role may see."""
    if name == _PLACEMENTS and not reserved.is_open():
        return _open_placements(release_id())
    return _table(release_id(), name)


@lru_cache(maxsize=4)
def _open_placements(release_id: str) -> pd.DataFrame:
    rows = _table(release_id, _PLACEMENTS)
    return rows[rows["source_id"] == _OPEN_PLACEMENTS]


def is_demo() -> bool:
    """Whether the served release holds the illustration set."""
    return bool(current().build.get("demo", False))


@lru_cache(maxsize=4)
def _indicators(release_id: str) -> dict[str, Indicator]:
    years = warehouse(release_id).indicator_years()
    loaded = (*INDICATORS, *(one for one in OPTIONAL_INDICATORS if one.id in years))
    return {one.id: replace(one, years=years.get(one.id, one.years)) for one in loaded}


def loaded_indicators() -> tuple[Indicator, ...]:
    """Optional indicators that the reader may see, with the years that their files brought."""
    found = _indicators(release_id()).values()
    return tuple(one for one in found if one.optional and reserved.may_see(one.id))


def indicator(indicator_id: str) -> Indicator:
    """An indicator with the years that the release holds: a newer official file adds some."""
    return _indicators(release_id()).get(indicator_id) or INDICATOR_BY_ID[indicator_id]


def dated(indicator: Indicator) -> Indicator:
    """The same indicator with the years of the release; one made by a page is left as it is."""
    return _indicators(release_id()).get(indicator.id, indicator)


def name_of(territory_id: str) -> str:
    """Name of a territory."""
    return str(row_of(territory_id)["name"])


def level_of(territory_id: str) -> str:
    """Level of a territory."""
    return str(row_of(territory_id)["level"])


@lru_cache(maxsize=64)
def _composed_row(release_id: str, territory_id: str) -> "pd.Series[Any]":
    composed = parse(territory_id, None)
    row = warehouse_composed.place(warehouse(release_id), composed.commune_ids)
    named = {"territory_id": territory_id, "name": composed.name, "level": COMPOSED_LEVEL.id}
    return pd.concat([pd.Series(named), row])


def row_of(territory_id: str) -> "pd.Series[Any]":
    """Level, name, people, area and centre of one territory, composed ones included."""
    if is_composed(territory_id):
        return _composed_row(release_id(), territory_id)
    return territories().loc[territory_id]


def knows(territory_id: str) -> bool:
    """Whether a territory exists, or can be composed of communes that exist."""
    if not is_composed(territory_id):
        return territory_id in territories().index
    try:
        return all(code in territories().index for code in codes_of(territory_id))
    except ComposedRefused:
        return False


@lru_cache(maxsize=4)
def _epci_by_commune(release_id: str) -> dict[str, str]:
    rows = warehouse(release_id).table("marts.territory_members")
    epci = rows[rows["level"] == "epci"]
    return dict(zip(epci["commune_id"], epci["territory_id"], strict=True))


def epci_of(commune_id: str) -> str:
    """EPCI of a commune."""
    return _epci_by_commune(release_id())[commune_id]


@lru_cache(maxsize=4)
def _sources(release_id: str) -> dict[str, Source]:
    rows = warehouse(release_id).table("meta.sources").set_index("source_id")
    told = rows[["vintage", "data_date"]].astype(str).to_dict("index")
    return {
        source.id: replace(source, **told.get(source.id, {}))
        for source in (*SOURCES, *OPTIONAL_SOURCES)
    }


def source(source_id: str) -> Source:
    """A source with the vintage and date of what the release read."""
    return _sources(release_id())[source_id]


def warm() -> None:
    """Read what the maps need, so that the first reader does not wait for it."""
    territories()
    for indicator in INDICATORS:
        for level in (*MAPPED_LEVELS, LEVEL_BY_ID["perimetre"]):
            if level.id in indicator.levels and not indicator.optional:
                values(indicator.id, level.id, indicator.last_year)
