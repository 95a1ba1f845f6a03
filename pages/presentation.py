"""Présentation: decks to play in a meeting, and a deck of one's own."""

import streamlit as st

from caremap.ui import parts, presentation

parts.header(
    "Présentation",
    "Quelle suite de vues projeter en réunion, une idée par vue, même si le réseau tombe ?",
)
presentation.decks()

parts.section("Ma présentation")
presentation.composed()

parts.section("Pendant la réunion")
st.markdown(
    "Les vues sont chargées une fois : ensuite, le réseau peut être coupé. « Notes dans une autre "
    "fenêtre » ouvre les notes, la vue suivante et le minuteur, qui suivent la projection."
)
presentation.keys()
