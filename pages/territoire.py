"""Fiche territoire: one territory against its département, the perimeter and its peers."""

import streamlit as st

from caremap.catalog import CAVEATS, INDICATOR_BY_ID
from caremap.ui import explain, parts, perimeter, sheet, sheet_attractiveness, sheet_lists, state
from caremap.ui.choropleth import indicator_map
from caremap.ui.places import around_map

place = sheet.place_of(state.get("territoire"))
parts.header(place.name, "Où en est ce territoire, face à ceux qui lui ressemblent ?")
if place.id == perimeter.whole_id():
    st.info(
        "Choisissez une commune ou un EPCI dans « Territoire », à gauche : par nom ou code postal.",
        icon=":material/arrow_back:",
    )
sheet.identity(place)

good, weak = sheet.strengths_and_cautions(place)
left, right = st.columns(2, gap="large")
with left:
    parts.section("Points forts")
    parts.findings(good)
with right:
    parts.section("Points de vigilance")
    parts.findings(weak)

parts.section("Tous les indicateurs")
sheet.comparison(place)
parts.indicator_sources(place.level)
explain.button(sheet.compared(place), "fiche")

left, right = st.columns([3, 2], gap="large")
with left:
    parts.section("Le territoire et ses voisins")
    places = around_map(is_stacked=True)
    indicator_map(INDICATOR_BY_ID["apl_gp_65"], "territoire", "commune", places)
with right:
    parts.section("Évolution de l'APL")
    sheet.trend(place)
    parts.section("Internes à l'hôpital")
    sheet_lists.interns(place)
    parts.section("Journées d'immersion")
    sheet_lists.immersion(place)
    parts.section("Attractivité")
    sheet_attractiveness.show(place)

parts.section("Structures de soins")
sheet_lists.structures(place)
if place.level != "commune":
    parts.section("Communes")
    sheet_lists.communes(place)
st.caption(f"{perimeter.caveat('cog_2026')} {CAVEATS['small_count']}")
