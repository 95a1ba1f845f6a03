"""Fiche territoire: one territory against its département, the perimeter and its peers."""

import streamlit as st

from caremap.catalog import CAVEATS, INDICATOR_BY_ID, PERIMETER_ID
from caremap.ui import parts, sheet, sheet_lists, state
from caremap.ui.choropleth import indicator_map

place = sheet.place_of(state.get("territoire"))
parts.header(place.name, "Où en est ce territoire, face à ceux qui lui ressemblent ?")
if place.id == PERIMETER_ID:
    st.info(
        "Choisissez une commune ou un EPCI dans « Territoire », à gauche : par nom ou code postal.",
        icon=":material/arrow_back:",
    )
sheet.identity(place)

good, weak = sheet.strengths_and_cautions(place)
left, right = st.columns(2, gap="large")
with left:
    st.header("Points forts", anchor=False)
    parts.findings(good or ["Aucun indicateur dans le meilleur quart de son niveau."])
with right:
    st.header("Points de vigilance", anchor=False)
    parts.findings(weak or ["Aucun indicateur dans le quart le plus faible de son niveau."])

st.header("Tous les indicateurs", anchor=False)
sheet.comparison(place)
parts.indicator_sources(place.level)

left, right = st.columns([3, 2], gap="large")
with left:
    st.header("Le territoire et ses voisins", anchor=False)
    indicator_map(INDICATOR_BY_ID["apl_gp_65"], page="territoire", level="commune", stacked=True)
with right:
    st.header("Évolution de l'APL", anchor=False)
    sheet.trend(place)
    st.header("Internes à l'hôpital", anchor=False)
    sheet_lists.interns(place)
    st.header("Journées d'immersion", anchor=False)
    sheet_lists.immersion(place)

st.header("Structures de soins", anchor=False)
sheet_lists.structures(place)
if place.level != "commune":
    st.header("Communes", anchor=False)
    sheet_lists.communes(place)
st.caption(f"{CAVEATS['cog_2026']} {CAVEATS['small_count']}")
