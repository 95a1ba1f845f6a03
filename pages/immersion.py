"""Journées d'immersion: editions, territories covered, places never reached, where next."""

import streamlit as st

from caremap.catalog.indicators.immersion import REACH_STATE
from caremap.ui import (
    availability,
    immersion,
    immersion_missed,
    immersion_next,
    immersion_reach,
    immersion_students,
    limits,
    parts,
)

immersion.styles()
parts.header(
    "Journées d'immersion",
    "Quelles éditions ont eu lieu, quels territoires elles couvrent, lesquels n'ont jamais été "
    "atteints, et où aller ensuite ?",
)


def page() -> None:
    """Headline figures, editions, then one section at a time."""
    radius_km = immersion.radius()
    parts.headlines(immersion.headlines(radius_km))
    immersion.editions()

    covered, missed, following, students, programme = st.tabs(
        ["Territoires couverts", "Jamais atteints", "Où aller ensuite", "Étudiants", "Programme"],
        on_change="rerun",
    )
    if covered.open:
        with covered:
            immersion_reach.reach_map(radius_km)
            immersion_reach.by_edition(radius_km)
            immersion_reach.by_host(radius_km)
            immersion_reach.rules(radius_km)
    if missed.open:
        with missed:
            immersion_missed.never_reached(radius_km)
    if following.open:
        with following:
            immersion_next.controls()
            immersion_next.proposal(radius_km)
    if students.open:
        with students:
            immersion_students.students()
            immersion_students.follow_up()
            immersion_students.disagreements()
    if programme.open:
        with programme:
            immersion_students.programme()


if availability.has_rows(
    "marts.immersion_editions", "Aucune journée d'immersion", "immersion_editions.csv"
):
    page()
limits.show(
    REACH_STATE,
    extra=["immersion_counts", "immersion_minimum", "immersion_2026", "immersion_faculty"],
)
