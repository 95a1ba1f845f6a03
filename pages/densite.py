"""Densité médicale: where professionals practise, by map, ranking, distribution, profession."""

import streamlit as st

from caremap.ui import body, controls, density, parts

parts.header(
    "Densité médicale",
    "Où exercent les professionnels, et où manquent-ils au regard de la population ?",
)


def page() -> None:
    """Controls, map, and one section at a time."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        level = controls.level()
        indicator = controls.indicator(level, default="gp_density")
        mode = controls.mode(indicator)
        second = controls.second_indicator(level, indicator) if mode == "croisee" else None
        if mode == "classes" and not indicator.categories:
            controls.class_method(indicator)
    controls.layers()
    density.draw(mode, indicator, second, level)
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
