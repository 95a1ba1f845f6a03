"""Densité médicale: where professionals practise, by map, ranking, distribution, profession."""

from contextlib import nullcontext
from dataclasses import replace

import streamlit as st

from caremap.ui import body, controls, density, limits, parts, professions, state
from caremap.ui.places import around_map

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
    places, folded = around_map(), limits.fold()
    ranking, distribution, liberal = st.tabs(SECTIONS, on_change="rerun")
    with ranking:
        ranked = density.around_ranking()

    def indicator() -> None:
        """Map first, which the reader waits for, then choices, limits and the open section."""
        choice = controls.chosen(default="gp_density")
        density.draw(choice, replace(places, drawing=nullcontext()))
        with choices:
            controls.draw(choice)
        controls.fill(display, lambda: controls.classes(choice))
        limits.show(choice.indicator, extra=["cog_2026"], folded=folded)
        if ranking.open:
            density.ranking(choice.indicator, choice.level, ranked)
        if distribution.open:
            with distribution:
                density.distribution(choice.indicator, choice.level)
        if liberal.open:
            with liberal:
                professions.draw()

    with places.drawing:
        body.alone(indicator)


body.alone(page)
