"""Rank of one territory on the criteria of the students' workshop, all families weighing alike."""

import pandas as pd
import streamlit as st

from caremap.catalog import LEVEL_BY_ID, STATUS_BY_ID
from caremap.catalog.attractiveness import ATTRACTIVENESS_LEVELS
from caremap.catalog.indicators.attractiveness import ATTRACTIVENESS
from caremap.formats import number
from caremap.paths import page_path
from caremap.ui import attractiveness, attractiveness_map, parts, state
from caremap.ui.sheet import Place


def show(place: Place) -> None:
    """Rank with its interval, whether it is solid, and the way to the weights."""
    if place.level not in ATTRACTIVENESS_LEVELS:
        parts.nothing_to_show(
            "Pas de rang à ce niveau.", "Le score compare des communes entre elles, ou des EPCI."
        )
        return
    settings = attractiveness.equal_settings(place.level)
    rows = attractiveness_map.ranked(settings).set_index("territory_id")
    own = rows.loc[place.id]
    if not own["rank"] > 0:
        parts.nothing_to_show(
            "Pas de rang pour ce territoire.", "Il lui manque une famille de critères."
        )
        return
    parts.reading(_reading(own, int(rows["rank"].notna().sum()), place.level))
    parts.source_text(
        "Source : critères et millésimes de la page « Attractivité ». Statut : "
        f"{STATUS_BY_ID[ATTRACTIVENESS.status].label}.",
        *ATTRACTIVENESS.source_ids,
    )
    st.page_link(
        page_path("attractivite"),
        label="Changer les poids",
        icon=":material/balance:",
        query_params=state.chosen() | {"maille": place.level, "territoire": place.id},
    )


def _reading(own: "pd.Series[float]", ranked: int, level: str) -> str:
    return (
        f"Rang {number(own['rank'])} sur {number(ranked)} {LEVEL_BY_ID[level].plural}, "
        f"entre {number(own['low'])} et {number(own['high'])} quand les poids varient : rang "
        f"{'solide' if own['solid'] else 'fragile'}. Critères nommés par un atelier d'étudiants "
        "en 2024, poids égaux ; ce rang ne prédit aucune installation."
    )
