"""Cached tables of the immersion pages: communes, hosts, their territories, the best next set."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
import streamlit as st

from caremap import reach, siting
from caremap.accessibility.pairs import Floats
from caremap.catalog.indicators.immersion import APL_YEAR, UNDER_SERVED_APL
from caremap.formats import percent
from caremap.maps import value_array
from caremap.reach import Host, Mask, Places
from caremap.ui import parameters, perimeter, store

_MAX_SECONDS = 2.0


@st.cache_resource(max_entries=3, show_spinner=False)
def _places(release_id: str) -> Places:
    rows = store.warehouse(release_id).values("apl_gp_65", "commune", APL_YEAR)
    points = store.territories().loc[rows["territory_id"]]
    return Places(
        tuple(rows["territory_id"]),
        points["lon"].to_numpy(dtype=float),
        points["lat"].to_numpy(dtype=float),
        rows["population"].to_numpy(dtype=float),
        value_array(rows) <= UNDER_SERVED_APL,
        tuple(store.epci_of(commune) for commune in rows["territory_id"]),
    )


def places() -> Places:
    """Communes in the order of ids, with the people of those that are under-served."""
    return _places(store.current().release_id)


@st.cache_resource(max_entries=3, show_spinner=False)
def _distances(release_id: str) -> Floats:
    communes = _places(release_id)
    return reach.distances_km(communes.lon, communes.lat, _faculty())


def km_from_faculty() -> Floats:
    """Great-circle distance of each commune to the faculty, in km."""
    return _distances(store.current().release_id)


@st.cache_resource(max_entries=3, show_spinner=False)
def _hosts(release_id: str) -> tuple[Host, ...]:
    return tuple(_host(row) for row in store.table("marts.immersion_hosts").to_dict("records"))


def hosts() -> tuple[Host, ...]:
    """Hosts that sources name, each with the way its territory is known."""
    return _hosts(store.current().release_id)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _host(row: dict[str, object]) -> Host:
    commune, cpts = _text(row["commune_id"]), _text(row["cpts_id"])
    edition, name, kind = (_text(row[key]) for key in ("edition_id", "host_name", "host_kind"))
    status = _text(row["status"])
    if cpts in store.territories().index:
        members = tuple(store.members(cpts)["commune_id"])
        return Host(edition, name, kind, commune, members, "perimetre_cpts", status)
    if kind == "EPCI" and commune:
        epci = store.epci_of(commune)
        if store.name_of(epci) == name:
            members = tuple(store.members(epci)["commune_id"])
            return Host(edition, name, kind, commune, members, "epci", status)
    if commune:
        return Host(edition, name, kind, commune, (), "rayon", status)
    anchors = store.table("marts.cpts").set_index("cpts_id")["anchor_commune_id"]
    anchor = _text(anchors.get(cpts))
    return Host(edition, name, kind, anchor, (), "ancre" if anchor else "inconnu", status)


@dataclass(frozen=True)
class Unnamed:
    """Hosts of an edition that exist without a name: how many, or None when nobody says."""

    edition_id: str
    label: str
    count: int | None


def unnamed_hosts() -> tuple[Unnamed, ...]:
    """Editions whose hosts are not all named, in order of year."""
    return _unnamed_hosts(store.release_id())


@lru_cache(maxsize=4)
def _unnamed_hosts(release_id: str) -> tuple[Unnamed, ...]:
    named = Counter(host.edition_id for host in hosts())
    found = []
    for row in editions().itertuples():
        known = named[row.edition_id]
        if pd.notna(row.territories_count):
            missing: int | None = max(0, int(row.territories_count) - known)
        else:
            missing = None
        if missing or (missing is None and not known):
            found.append(Unnamed(str(row.edition_id), str(row.label), missing))
    return tuple(found)


def completeness() -> str:
    """How many of the hosts are named, at most, in one sentence."""
    named = len(hosts())
    unnamed = sum(found.count or 0 for found in unnamed_hosts())
    share = reach.known_share(named, unnamed)
    if share is None:
        return "Aucun hôte nommé."
    return (
        f"Complétude : au plus {named} hôtes nommés sur {named + unnamed} "
        f"({percent(100 * share, 0)})."
    )


def students(detail: bool = False) -> pd.DataFrame:
    """Students to add up, or with the `detail` of totals: edition_id, count, kind, note, more."""
    found = store.table("marts.immersion_students")
    rows = found.rename(columns={"student_count": "count", "count_kind": "kind"})
    rows["is_detail"] = found.get("is_detail", False)  # absent from a release built before it
    return rows if detail else rows[~rows["is_detail"]]


def editions() -> pd.DataFrame:
    """Editions in order of year."""
    return store.table("marts.immersion_editions").sort_values("year", ignore_index=True)


@st.cache_resource(max_entries=60, show_spinner=False)
def _reached(release_id: str, radius_km: int, edition_id: str) -> Mask:
    chosen = [host for host in _hosts(release_id) if edition_id in {"", host.edition_id}]
    return reach.reached(chosen, _places(release_id), radius_km)


def reached(radius_km: int, edition_id: str = "") -> Mask:
    """Communes in the territory of a named host of one edition, or of any edition."""
    return _reached(store.current().release_id, radius_km, edition_id)


@dataclass(frozen=True)
class Question:
    """What the next choice must respect. `departement` is empty for both."""

    kind: str
    hosts: int
    radius_km: int
    each_departement: bool
    only_new: bool
    lille_km: tuple[int, int]
    departement: str = ""


@dataclass(frozen=True)
class Answer:
    """The best set with what it is compared with; ids are those of the candidates."""

    candidate_ids: tuple[str, ...]
    problem: siting.CoverProblem
    best: siting.Choice | None
    naive: siting.Choice | None
    greedy: siting.Choice | None
    swaps: dict[int, tuple[int, ...]]
    people_total: float


@st.cache_resource(max_entries=80, show_spinner="Recherche du meilleur ensemble d'hôtes…")
def _answer(release_id: str, question: Question) -> Answer:
    ids, problem = _problem(question)
    best = siting.best_choice(problem, question.hosts, _MAX_SECONDS)
    return Answer(
        ids,
        problem,
        best,
        siting.naive_choice(problem, question.hosts),
        siting.greedy_choice(problem, question.hosts),
        siting.equal_swaps(problem, best) if best else {},
        float(problem.people.sum()),
    )


def answer(question: Question) -> Answer:
    """Best set of hosts for a question, with the naive choices and the equal replacements."""
    return _answer(store.current().release_id, question)


def _problem(question: Question) -> tuple[tuple[str, ...], siting.CoverProblem]:
    communes = places()
    if question.kind == "epci":
        ids, covers = reach.cover_by_epci(communes)
    else:
        ids, covers = communes.ids, reach.cover_by_radius(communes, question.radius_km)
    rows = store.territories().loc[list(ids)]
    groups = rows["departement_id"].to_numpy(dtype=str)
    kept = np.flatnonzero(_allowed(question, rows) & _fresh(question))
    everywhere = question.each_departement and not question.departement
    required = perimeter.current().codes if everywhere else ()
    problem = siting.CoverProblem(covers[:, kept], _needs(question), tuple(groups[kept]), required)
    return tuple(ids[at] for at in kept), problem


def _needs(question: Question) -> Floats:
    """Under-served people by commune, those already reached and those elsewhere counted as none."""
    communes = places()
    people = communes.under_served_people
    if question.only_new:
        people = np.where(reached(question.radius_km), 0.0, people)
    if question.departement:
        own = np.char.startswith(np.array(communes.ids), question.departement)
        people = np.where(own, people, 0.0)
    return people


def _allowed(question: Question, rows: pd.DataFrame) -> Mask:
    """Candidates at an allowed distance from Lille, in the chosen département."""
    lon, lat = (rows[name].to_numpy(dtype=float) for name in ("lon", "lat"))
    km = reach.distances_km(lon, lat, _faculty())
    low, high = question.lille_km
    allowed = (km >= low) & ((km <= high) | (high == parameters.LILLE_KM[-1]))
    if question.departement:
        allowed &= rows["departement_id"].to_numpy(dtype=str) == question.departement
    return np.asarray(allowed)


def _fresh(question: Question) -> Mask | bool:
    """Communes not reached yet; an EPCI stays possible for its communes not reached yet."""
    if question.kind == "epci" or not question.only_new:
        return True
    return ~reached(question.radius_km)


def _faculty() -> tuple[float, float]:
    place = perimeter.faculty()
    return place.lon, place.lat
