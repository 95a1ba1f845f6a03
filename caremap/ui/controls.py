"""Choices of a map page: level, indicator, drawing, classes, layers.

What is chosen is read from the view before any control is drawn: a page sends its map first, which
is what the reader waits for, then fills the controls that stand above it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

from caremap.catalog import LEVEL_BY_ID, MAPPED_LEVELS, Indicator
from caremap.classes import MAX_CLASSES, METHODS, MIN_CLASSES
from caremap.ui import parameters, published, state, store
from caremap.ui.choropleth import default_method

_MAP_THEMES = ("Offre", "Accès", "Zonage", "Formation", "Contexte", "Professions libérales")
_DRAWINGS = ("classes", "croisee")


@dataclass(frozen=True)
class Choice:
    """What a map page shows: level, indicator, drawing, and the second indicator of a cross."""

    level: str
    indicator: Indicator
    mode: str
    second: Indicator | None = None
    refused: Indicator | None = None  # asked for, but not published at the level


def chosen(default: str) -> Choice:
    """Read the choices of the view; an indicator that the level does not have is replaced."""
    level_id = state.get("niveau")
    options = _indicators(level_id)
    asked = state.get("indicateur", default)
    indicator_id = asked if asked in options else default if default in options else options[0]
    indicator = store.indicator(indicator_id)
    mode = _mode(indicator)
    return Choice(
        level_id,
        indicator,
        mode,
        _second(level_id, indicator) if mode == "croisee" else None,
        store.indicator(asked) if asked != indicator_id else None,
    )


def _indicators(level_id: str) -> list[str]:
    shown = published.at(level_id)
    return [i.id for theme in _MAP_THEMES for i in shown if i.theme == theme]


def _mode(indicator: Indicator) -> str:
    """Counts are always symbols, categories always classes."""
    if indicator.kind == "count":
        return "symboles"
    asked = state.get("mode")
    return asked if indicator.kind != "category" and asked in _DRAWINGS else "classes"


def _seconds(level_id: str, first: Indicator) -> list[str]:
    return [
        i.id
        for i in published.at(level_id, ("rate", "share", "change"))
        if i.id != first.id and i.theme != "Professions libérales"
    ]


def _second(level_id: str, first: Indicator) -> Indicator:
    options = _seconds(level_id, first)
    asked = state.get("croise")
    return store.indicator(asked if asked in options else options[0])


def draw(choice: Choice) -> None:
    """Draw what a map shows: an indicator, and the one it is crossed with."""
    if choice.refused is not None:
        st.info(
            f"« {choice.refused.label} » est sans objet par "
            f"{LEVEL_BY_ID[choice.level].word} : "
            f"« {choice.indicator.label} » est affiché.",
            icon=":material/swap_horiz:",
        )
    st.selectbox(
        "Indicateur",
        _indicators(choice.level),
        width=470,
        format_func=lambda i: f"{store.indicator(i).theme} · {store.indicator(i).label}",
        **state.bound("indicateur", choice.indicator.id),
    )
    if choice.second is not None:
        st.selectbox(
            "Croisé avec",
            _seconds(choice.level, choice.indicator),
            width=300,
            format_func=lambda i: store.indicator(i).label,
            **state.bound("croise", choice.second.id),
        )


def display() -> ExpanderContainer:
    """Fold of how a map is drawn and what is laid over it: folded, the map stands higher."""
    return st.expander(
        "Affichage et couches",
        icon=":material/layers:",
        type="compact",
        on_change="rerun",
        key="affichage",
    )


def fill(folded: ExpanderContainer, draw_classes: Callable[[], None]) -> None:
    """Draw what the fold holds, when it is open: classes, then layers."""
    if folded.open:
        with folded:
            with st.container(horizontal=True, vertical_alignment="bottom"):
                draw_classes()
            _layers()


def classes(choice: Choice) -> None:
    """Choose classes or a cross, then how classes are cut."""
    if choice.mode != "symboles" and choice.indicator.kind != "category":
        st.segmented_control(
            "Représentation",
            _DRAWINGS,
            format_func=lambda option: parameters.MODES[option],
            required=True,
            **state.bound("mode", choice.mode),
        )
    if choice.mode == "classes" and not choice.indicator.categories:
        class_method(choice.indicator)


def level(shown: str) -> None:
    """Choose the level of the map."""
    st.segmented_control(
        "Niveau",
        [mapped.id for mapped in MAPPED_LEVELS],
        format_func=lambda level_id: LEVEL_BY_ID[level_id].label,
        required=True,
        **state.bound("niveau", shown),
    )


def class_method(shown: Indicator) -> None:
    """Choose how classes are cut and how many there are."""
    options = [m for m in METHODS if m != "officiels" or shown.thresholds]
    method = state.get("methode", default_method(shown))
    method = method if method in options else default_method(shown)
    st.selectbox(
        "Découpage",
        options,
        width=240,
        format_func=lambda method: METHODS[method],
        **state.bound("methode", method),
    )
    if method != "officiels":
        st.selectbox(
            "Classes",
            [str(count) for count in range(MIN_CLASSES, MAX_CLASSES + 1)],
            width=90,
            **state.bound("classes", state.get("classes")),
        )


def _layers() -> None:
    """Choose the layers drawn over the map."""
    shown = [name for name in state.get("couches").split(",") if name]
    key = "choix-couches"
    if st.session_state.get(key) != shown:
        st.session_state[key] = shown

    def changed() -> None:
        state.put("couches", ",".join(st.session_state[key]))

    st.pills(
        "Superposer",
        list(parameters.LAYERS),
        selection_mode="multi",
        format_func=lambda layer: parameters.LAYERS[layer],
        key=key,
        on_change=changed,
    )
