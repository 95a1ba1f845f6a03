"""Accès aux soins: APL by named series, thresholds, people concerned, zoning."""

import streamlit as st

from caremap.catalog import INDICATOR_BY_ID
from caremap.ui import access, body, controls, limits, parts, state

parts.header(
    "Accès aux soins",
    "Combien de consultations chaque habitant peut-il atteindre, et combien d'habitants vivent "
    "sous les seuils de 2,5 et de 4 ?",
)


def page() -> None:
    """Map first, then the choices above it, and one section at a time."""
    level, indicator = state.get("niveau"), access.chosen_series()
    choices = st.container(horizontal=True, vertical_alignment="bottom")
    display = controls.display()
    access.draw_map(indicator, level)
    with choices:
        controls.level(level)
        access.choose_series()
    controls.fill(display, lambda: controls.class_method(indicator))
    limits.show(indicator, extra=["cog_2026", "edge_effect"])

    population, lowest, zoning = st.tabs(
        [
            "Population sous les seuils",
            "EPCI où l'accès est le plus faible",
            "Zonage ZIP, ZAC, ZAR",
        ],
        on_change="rerun",
    )
    if population.open:
        with population:
            access.population_under_thresholds()
    if lowest.open:
        with lowest:
            access.lowest_epci()
    if zoning.open:
        with zoning:
            access.zoning()
    limits.show(INDICATOR_BY_ID["zone"])


body.alone(page)
