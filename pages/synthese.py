"""Synthèse: what stands out, computed from the figures."""

import streamlit as st

from caremap.catalog import INDICATOR_BY_ID
from caremap.ui import explain, limits, parts, perimeter, summary
from caremap.ui.choropleth import indicator_map
from caremap.ui.places import around_map

APL = INDICATOR_BY_ID["apl_gp_65"]

parts.header(
    f"Accès aux soins {perimeter.current().words_within_all}",
    "Où les soins de premier recours sont-ils difficiles d'accès, où se forment les futurs "
    "soignants, et d'où vient chaque chiffre ?",
)
parts.headlines(summary.headlines())
explain.button(summary.headline_indicators(), "chiffres-cles")

left, right = st.columns([13, 9], gap="large")
with left:
    parts.section("Accès aux généralistes, commune par commune")
    indicator_map(APL, "synthese", "commune", around_map(is_stacked=True))
with right:
    parts.section("Ce qui ressort")
    parts.findings(summary.sentences())
    limits.show(APL, INDICATOR_BY_ID["gp_60_plus_share"], extra=["cog_2026", "edge_effect"])

parts.section("Par où commencer")
summary.entries()

parts.section("Fraîcheur des sources")
summary.freshness()
