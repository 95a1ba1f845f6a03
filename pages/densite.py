"""Densité médicale: where professionals practise, by map, ranking, distribution, profession."""

import streamlit as st

from caremap.ui import body, controls, density, parts

parts.header(
    "Densité médicale",
    "Où exercent les professionnels, et où manquent-ils au regard de la population ?",
)


def page() -> None:
    """Map first, then the choices above it, and one section at a time."""
    choice = controls.chosen(default="gp_density")
    choices = st.container(horizontal=True, vertical_alignment="bottom")
    controls.layers()
    density.draw(choice)
    with choices:
        controls.draw(choice)
    indicator, level = choice.indicator, choice.level
    parts.caveats(indicator, extra=["cog_2026"])

    ranking, distribution, professions = st.tabs(
        ["Classement", "Répartition des habitants", "25 professions"], on_change="rerun"
    )
    if ranking.open:
        with ranking:
            density.ranking(indicator, level)
    if distribution.open:
        with distribution:
            density.distribution(indicator, level)
    if professions.open:
        with professions:
            density.professions()


body.alone(page)
