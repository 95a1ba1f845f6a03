"""Page « Stages »: what is chosen, each filter limited to what the rows hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd
import streamlit as st
from streamlit.elements.lib.mutable_tab_container import TabContainer

from caremap.catalog.perimeter import departement_of
from caremap.catalog.placements import (
    COUNTED,
    DATASETS,
    DISCIPLINES,
    PLACEMENT_TABS,
    SAE,
    SEMESTERS,
    TRAINEE_LEVELS,
)
from caremap.ui import perimeter, state, store

_ALL = "Toutes"


@dataclass(frozen=True)
class Choice:
    """What the page shows: one set of placements, one year, and the filters (empty: all)."""

    dataset: str
    year: int
    discipline: str
    formation: str
    semester: str
    counted: str = "stagiaires"

    @property
    def noun(self) -> str:
        """What is counted, in the plural."""
        if self.dataset != SAE:
            return {"places": "places ouvertes"}.get(self.counted, "stagiaires")
        return {"docteur-junior": "docteurs juniors", "ffi": "faisant fonction d'interne"}.get(
            self.formation, "internes"
        )

    @property
    def label(self) -> str:
        """What is counted, with its filters."""
        words = [self.noun]
        if self.discipline:
            words.append(DISCIPLINES[self.discipline])
        if self.dataset != SAE and self.formation:
            words.append(TRAINEE_LEVELS[self.formation])
        if self.semester:
            words.append(SEMESTERS[self.semester].lower())
        return ", ".join(words)


def choose() -> Choice:
    """Draw the filters and return the choice, each filter limited to what the rows hold."""
    every = store.table("marts.placements")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dataset = _dataset(every)
        counted = _counted(dataset)
        rows = every[every["source_id"] == dataset]
        formation = _formation(rows, dataset)
        rows = rows[rows["trainee_level"] == TRAINEE_LEVELS[formation]] if formation else rows
        discipline = _filter("Filière", "filiere", rows["discipline"], DISCIPLINES)
        semester = _semester(rows)
    return Choice(dataset, _year(rows), discipline, formation, semester, counted)


def _dataset(rows: pd.DataFrame) -> str:
    held = set(rows["source_id"].unique())
    loaded = [name for name in DATASETS if name in held]
    chosen = state.get("jeu")
    chosen = chosen if chosen in loaded else SAE
    if len(loaded) > 1:
        st.segmented_control(
            "Données",
            loaded,
            format_func=lambda name: DATASETS[name],
            required=True,
            **state.bound("jeu", chosen),
        )
    return chosen


def _counted(dataset: str) -> str:
    """Trainees or places; the hospital survey has no places."""
    chosen = state.get("compte")
    if dataset == SAE:
        return "stagiaires"
    st.segmented_control(
        "Compter",
        list(COUNTED),
        format_func=lambda name: COUNTED[name],
        required=True,
        **state.bound("compte", chosen),
    )
    return chosen


def _formation(rows: pd.DataFrame, dataset: str) -> str:
    """The hospital survey counts levels that may overlap: one at a time, never their sum."""
    found = set(rows["trainee_level"].unique())
    options = [slug for slug, label in TRAINEE_LEVELS.items() if label in found]
    options = options if dataset == SAE else ["", *options]
    chosen = state.get("formation")
    chosen = chosen if chosen in options else options[0]
    st.selectbox(
        "Niveau de formation",
        options,
        format_func=lambda slug: TRAINEE_LEVELS.get(slug, "Tous").capitalize(),
        width=240,
        **state.bound("formation", chosen),
    )
    return chosen


def _filter(title: str, parameter: str, found: pd.Series, labels: dict[str, str]) -> str:
    present = set(found.unique())
    options = [
        "",
        *(slug for slug, label in labels.items() if label in present and slug != "toutes"),
    ]
    chosen = state.get(parameter)
    chosen = chosen if chosen in options else ""
    st.selectbox(
        title,
        options,
        format_func=lambda slug: labels.get(slug, _ALL),
        width=260,
        **state.bound(parameter, chosen),
    )
    return chosen


def _semester(rows: pd.DataFrame) -> str:
    found = {str(int(value)) for value in rows["semester"].dropna()}
    if not found:
        return ""
    return _filter("Semestre", "semestre", pd.Series([SEMESTERS[s] for s in found]), SEMESTERS)


def _year(rows: pd.DataFrame) -> int:
    years = sorted(int(year) for year in rows["year"].unique())
    asked = state.year()
    if asked is None:
        return years[-1]
    return min(years, key=lambda year: (abs(year - asked), -year))


def tabs() -> Sequence[TabContainer]:
    """Tabs of the page, the open one in the address."""
    key = "choix-volet"
    chosen = PLACEMENT_TABS[state.get("volet")]
    if st.session_state.get(key) != chosen:
        st.session_state[key] = chosen
    ids = {label: name for name, label in PLACEMENT_TABS.items()}

    def changed() -> None:
        state.put("volet", ids[st.session_state[key]])

    return st.tabs(list(ids), key=key, on_change=changed)


def communes_in_view() -> set[str]:
    """Codes of the communes of the chosen territory that lie in the chosen département."""
    communes = store.members(state.get("territoire"))["commune_id"]
    departement = state.get("departement")
    return {one for one in communes if not departement or departement_of(one) == departement}


def name_in_view() -> str:
    """Name of the chosen territory, with that of the département when it keeps a part of it."""
    place, departement = state.get("territoire"), state.get("departement")
    if not departement or place == departement:
        return store.name_of(place)
    if place == perimeter.whole_id():
        return store.name_of(departement)
    return f"{store.name_of(place)}, {perimeter.current().words_within(departement)}"


def within_in_view() -> str:
    """« dans le Pas-de-Calais » or, when no département is chosen, the same of the whole."""
    departement, whole = state.get("departement"), perimeter.current()
    return whole.words_within(departement) if departement else whole.words_within_all


def years_of(choice: Choice) -> tuple[int, ...]:
    """Years that the set of placements holds."""
    return _years_of(store.release_id(), choice.dataset)


@lru_cache(maxsize=16)
def _years_of(release_id: str, dataset: str) -> tuple[int, ...]:
    rows = store.table("marts.placements")
    return tuple(sorted(int(y) for y in rows.loc[rows["source_id"] == dataset, "year"].unique()))
