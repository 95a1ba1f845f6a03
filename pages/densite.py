"""Densité médicale: where professionals practise, by map, ranking, distribution, profession."""

import streamlit as st
from streamlit.elements.lib.mutable_tab_container import TabContainer

from caremap.ui import body, controls, density, limits, parts, state

parts.header(
    "Densité médicale",
    "Où exercent les professionnels, et où manquent-ils au regard de la population ?",
)


SECTIONS = ("Classement", "Répartition des habitants", "25 professions")


def page() -> None:
    """What does not depend on the indicator; a choice of indicator does not send it again."""
    choices = st.container(horizontal=True, vertical_alignment="bottom")
    with choices:
        controls.level(state.get("niveau"))
    display = controls.display()
    drawing, folded = st.container(), limits.fold()
    sections = st.tabs(SECTIONS, on_change="rerun")

    def indicator() -> None:
        """Map first, which the reader waits for, then choices, limits and the open section."""
        choice = controls.chosen(default="gp_density")
        with drawing:
            density.draw(choice)
        with choices:
            controls.draw(choice)
        controls.fill(display, lambda: controls.classes(choice))
        limits.show(choice.indicator, extra=["cog_2026"], folded=folded)
        _section(choice, *sections)

    body.alone(indicator)


def _section(
    choice: controls.Choice,
    ranking: TabContainer,
    distribution: TabContainer,
    professions: TabContainer,
) -> None:
    if ranking.open:
        with ranking:
            density.ranking(choice.indicator, choice.level)
    if distribution.open:
        with distribution:
            density.distribution(choice.indicator, choice.level)
    if professions.open:
        with professions:
            density.professions()


body.alone(page)
