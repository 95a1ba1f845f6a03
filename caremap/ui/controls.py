"""Choices of a map page: level, indicator, drawing, classes, layers."""

import streamlit as st

from caremap.catalog import LEVEL_BY_ID, MAPPED_LEVELS, Indicator
from caremap.classes import MAX_CLASSES, METHODS, MIN_CLASSES
from caremap.ui import published, state, store
from caremap.ui.choropleth import default_method

_MAP_THEMES = ("Offre", "Accès", "Zonage", "Formation", "Contexte", "Professions libérales")


def level() -> str:
    """Choose the level of the map."""
    chosen = state.get("niveau")
    st.segmented_control(
        "Niveau",
        [mapped.id for mapped in MAPPED_LEVELS],
        format_func=lambda level_id: LEVEL_BY_ID[level_id].label,
        required=True,
        **state.bound("niveau", chosen),
    )
    return chosen


def indicator(level_id: str, default: str) -> Indicator:
    """Choose the indicator among those published at the level."""
    options = [i.id for theme in _MAP_THEMES for i in published.at(level_id) if i.theme == theme]
    chosen = state.get("indicateur", default)
    if chosen not in options:
        label = store.indicator(chosen).label
        fallback = default if default in options else options[0]
        st.info(
            f"« {label} » est sans objet par {LEVEL_BY_ID[level_id].label.lower()} : "
            f"« {store.indicator(fallback).label} » est affiché.",
            icon=":material/swap_horiz:",
        )
        chosen = fallback
    st.selectbox(
        "Indicateur",
        options,
        width=400,
        format_func=lambda i: f"{store.indicator(i).theme} · {store.indicator(i).label}",
        **state.bound("indicateur", chosen),
    )
    return store.indicator(chosen)


def second_indicator(level_id: str, first: Indicator) -> Indicator:
    """Choose the second indicator of a crossed map."""
    options = [
        i.id
        for i in published.at(level_id, ("rate", "share", "change"))
        if i.id != first.id and i.theme != "Professions libérales"
    ]
    chosen = state.get("croise")
    chosen = chosen if chosen in options else options[0]
    st.selectbox(
        "Croisé avec",
        options,
        width=300,
        format_func=lambda i: store.indicator(i).label,
        **state.bound("croise", chosen),
    )
    return store.indicator(chosen)


def mode(chosen_indicator: Indicator) -> str:
    """Choose the drawing: counts are always symbols, categories always classes."""
    if chosen_indicator.kind == "count":
        return "symboles"
    if chosen_indicator.kind == "category":
        return "classes"
    options = ["classes", "croisee"]
    chosen = state.get("mode")
    chosen = chosen if chosen in options else "classes"
    st.segmented_control(
        "Représentation",
        options,
        format_func=lambda option: state.MODES[option],
        required=True,
        **state.bound("mode", chosen),
    )
    return chosen


def class_method(chosen_indicator: Indicator) -> None:
    """Choose how classes are cut and how many there are."""
    options = [m for m in METHODS if m != "officiels" or chosen_indicator.thresholds]
    chosen = state.get("methode", default_method(chosen_indicator))
    chosen = chosen if chosen in options else default_method(chosen_indicator)
    st.selectbox(
        "Découpage",
        options,
        width=240,
        format_func=lambda method: METHODS[method],
        **state.bound("methode", chosen),
    )
    if chosen != "officiels":
        st.selectbox(
            "Classes",
            [str(count) for count in range(MIN_CLASSES, MAX_CLASSES + 1)],
            width=90,
            **state.bound("classes", state.get("classes")),
        )


def layers() -> tuple[str, ...]:
    """Choose the layers drawn over the map."""
    chosen = [name for name in state.get("couches").split(",") if name]
    key = "choix-couches"
    if st.session_state.get(key) != chosen:
        st.session_state[key] = chosen

    def changed() -> None:
        state.put("couches", ",".join(st.session_state[key]))

    st.pills(
        "Superposer",
        list(state.LAYERS),
        selection_mode="multi",
        format_func=lambda layer: state.LAYERS[layer],
        key=key,
        on_change=changed,
    )
    return tuple(chosen)
