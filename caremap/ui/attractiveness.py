"""Choices of the attractiveness page: level, weight of each family, how scores are made."""

import streamlit as st

from caremap.catalog import LEVEL_BY_ID
from caremap.catalog.attractiveness import (
    AGGREGATION_RULES,
    AGGREGATIONS,
    ATTRACTIVENESS_LEVELS,
    FAMILIES,
    MAX_WEIGHT,
    NORMALISATION_RULES,
    NORMALISATIONS,
    SPREADS,
    Family,
)
from caremap.catalog.attractiveness_criteria import CRITERIA
from caremap.ui import attractiveness_store as figures
from caremap.ui import perimeter, state
from caremap.ui.attractiveness_store import Settings
from caremap.weightings import EQUAL, Weights, parse_weights, write_weights

HONESTY = (
    "Ce score décrit les territoires par les critères qu'un atelier d'étudiants a nommés en 2024 ; "
    "il ne prédit aucune installation et n'explique pas pourquoi l'on vient ou l'on reste."
)


def level() -> str:
    """Choose EPCI or communes."""
    chosen = state.get("maille")
    chosen = chosen if chosen in ATTRACTIVENESS_LEVELS else ATTRACTIVENESS_LEVELS[0]
    st.segmented_control(
        "Niveau",
        ATTRACTIVENESS_LEVELS,
        format_func=lambda level_id: LEVEL_BY_ID[level_id].label,
        required=True,
        **state.bound("maille", chosen),
    )
    return chosen


def choose() -> Settings:
    """Draw every choice and return the settings in force."""
    chosen_level = level()
    loaded = [bool(one) for one in figures.table(chosen_level).loaded]
    weights = _weights(loaded)
    st.button(
        "Poids égaux", icon=":material/balance:", on_click=state.put, args=("poids", ""),
        disabled=not state.get("poids"),
    )  # fmt: skip
    with st.expander("Comment le score est calculé", icon=":material/calculate:"):
        normalisation = _option(
            "normalisation", "Ramener les critères à la même échelle", NORMALISATIONS,
            NORMALISATION_RULES,
        )  # fmt: skip
        aggregation = _option(
            "agregation", "Additionner les familles", AGGREGATIONS, AGGREGATION_RULES
        )
        spread = _option("tirages", "Intervalle du rang : tirer les poids", SPREADS, {})
    return Settings(chosen_level, weights, normalisation, aggregation, spread)


def equal_settings(level_id: str) -> Settings:
    """All families that hold a figure weigh alike; the other choices are those of the page."""
    loaded = [bool(one) for one in figures.table(level_id).loaded]
    return Settings(level_id, _in_force(EQUAL, loaded), "minmax", "lineaire", "autour")


def _option(name: str, label: str, options: dict[str, str], rules: dict[str, str]) -> str:
    chosen = state.get(name)
    st.radio(
        label,
        list(options),
        format_func=lambda option: options[option],
        captions=[rules[option] for option in options] if rules else None,
        **state.bound(name, chosen),
    )
    return chosen


def _weights(loaded: list[bool]) -> Weights:
    """Draw one slider a family and return the weights in force: 0 where there is no figure."""
    asked = parse_weights(state.get("poids")) if state.get("poids") else EQUAL
    weights = _in_force(asked, loaded)
    if not any(weights):
        weights = _in_force(EQUAL, loaded)
        st.warning(
            "Ces poids ne portent que sur des familles sans donnée : poids égaux appliqués.",
            icon=":material/balance:",
        )
    for family, weight, has_figures in zip(FAMILIES, weights, loaded, strict=True):
        _slider(family, weight, has_figures)
    ignored = [
        family.label
        for family, weight, has_figures in zip(FAMILIES, asked, loaded, strict=True)
        if weight and not has_figures and state.get("poids")
    ]
    if ignored:
        st.caption(f"Poids demandé sans donnée, compté 0 : {', '.join(ignored)}.")
    return weights


def _in_force(weights: Weights, loaded: list[bool]) -> Weights:
    return tuple(w if known else 0 for w, known in zip(weights, loaded, strict=True))


def _slider(family: Family, weight: int, has_figures: bool) -> None:
    key = _key(family)
    if st.session_state.get(key) != weight:
        st.session_state[key] = weight
    labels = [
        f"- {perimeter.label_of(c)}"
        for c in CRITERIA
        if c.family_id == family.id and not c.loaded_by
    ]
    st.slider(
        family.label if has_figures else f"{family.label} : sans donnée",
        0,
        MAX_WEIGHT,
        key=key,
        disabled=not has_figures,
        help="\n".join(labels) if has_figures else family.absent,
        on_change=_weights_changed,
    )


def _key(family: Family) -> str:
    return f"poids-{family.id}"


def _weights_changed() -> None:
    weights = tuple(int(st.session_state[_key(family)]) for family in FAMILIES)
    if any(weights):
        state.put("poids", write_weights(weights))
    else:
        state.put("poids", "")
        st.toast("Au moins un poids doit dépasser 0 : poids égaux rétablis.")
