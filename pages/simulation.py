"""Simulation: what changes if doctors come or leave, as published APL plus a modelled change."""

import streamlit as st

from caremap.catalog import INDICATOR_BY_ID
from caremap.ui import (
    availability,
    limits,
    parts,
    simulation,
    simulation_compare,
    simulation_edit,
    simulation_map,
    simulation_results,
    simulation_siting,
)

parts.header(
    "Simulation",
    "Qui gagne et qui perd en accès si un généraliste part, si une maison de santé ouvre, ou si "
    "les plus âgés partent en retraite ?",
)
st.info(simulation_results.honesty(), icon=":material/science:")


def page() -> None:
    """Headline figures, scenario, map, then one section at a time."""
    scenario = simulation.chosen()
    if scenario.steps:
        simulation_results.headlines(scenario)
    else:
        simulation_edit.examples()
    left, right = st.columns([5, 9], gap="large")
    with left:
        parts.section("Le scénario")
        simulation_edit.editor()
    with right:
        view, hatched = simulation_map.controls(scenario)
        simulation_map.draw(scenario, view, hatched)

    parts.section("Dans le détail")
    sections = {
        "EPCI": lambda: simulation_results.epci(scenario),
        "Communes": lambda: simulation_results.communes(scenario),
        "Zonage": lambda: simulation_results.zoning(scenario),
        "Stabilité du verdict": lambda: simulation_results.stability(scenario),
        "Où placer ?": lambda: simulation_siting.siting(scenario),
        "Comparer": simulation_compare.comparison,
        "Exporter": lambda: simulation_compare.export(scenario),
    }
    tabs = st.tabs(list(sections), on_change="rerun")
    for tab, section in zip(tabs, sections.values(), strict=True):
        if tab.open:
            with tab:
                section()


if not availability.missing("apl_gp_65", "e2sfca_gp"):
    page()
limits.show(INDICATOR_BY_ID["e2sfca_gp"], extra=["apl_two_series", "zoning_2025", "cog_2026"])
