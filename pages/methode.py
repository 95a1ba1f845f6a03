"""Méthode: definitions, sources, limits, glossary, what is missing. All from the catalog."""

import streamlit as st

from caremap.ui import method, parts, simulation_method

parts.header(
    "Méthode",
    "D'où vient chaque chiffre, comment il est calculé, ce qu'il ne dit pas, et ce qui manque.",
)
method.rules()
method.checks()
tabs = st.tabs(
    ["Indicateurs", "Sources", "Ce qui manque", "Limites", "Glossaire", "Modèle d'accessibilité"],
    on_change="rerun",
)
sections = (
    method.indicators,
    method.sources,
    method.gaps,
    method.limits,
    method.glossary,
    simulation_method.accessibility_model,
)
for tab, section in zip(tabs, sections, strict=True):
    if tab.open:
        with tab:
            section()
