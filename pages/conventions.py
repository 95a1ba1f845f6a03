"""Conventions: the two agreements, each commitment with what is measured and what is missing."""

import streamlit as st

from caremap.ui import agreements, limits, parts

agreements.styles()
parts.header(
    "Conventions",
    "Que disent les deux conventions-cadres, que peut-on en mesurer aujourd'hui, et que "
    "manque-t-il pour le reste ?",
)
agreements.overview()
st.caption("Cette page s'imprime telle quelle (Ctrl + P) : le menu et les volets disparaissent.")
for partnership_id in agreements.partnership_ids():
    agreements.agreement(partnership_id)
agreements.table()
agreements.source_line()
agreements.how_to_follow()
limits.show(extra=["sae_scope", "msp_partial", "immersion_counts"])
