"""Attractivité: territories by the criteria that a workshop named, with weights to set."""

import streamlit as st

from caremap.catalog.indicators.attractiveness import ATTRACTIVENESS
from caremap.ui import (
    attractiveness,
    attractiveness_files,
    attractiveness_map,
    attractiveness_tabs,
    limits,
    parts,
)

parts.header(
    "Attractivité",
    "Quels territoires réunissent les critères que des étudiants ont nommés, et leur rang "
    "tient-il quand les poids changent ?",
)
st.info(attractiveness.HONESTY, icon=":material/forum:")
left, right = st.columns([4, 9], gap="large")
with left:
    parts.section("Vos poids")
    settings = attractiveness.choose()
with right:
    attractiveness_map.draw(settings)

sections = {
    "Rangs et intervalles": attractiveness_tabs.ranks,
    "Ce qui fait le score": attractiveness_tabs.composition,
    "Critères et approximations": attractiveness_tabs.proxies,
    "Garder une pondération": attractiveness_files.keep,
}
tabs = st.tabs(list(sections), on_change="rerun")
for tab, section in zip(tabs, sections.values(), strict=True):
    if tab.open:
        with tab:
            section(settings)
limits.show(ATTRACTIVENESS, extra=["cog_2026"])
