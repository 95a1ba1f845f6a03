"""The chosen territory in a few lines, beside a map."""

from functools import lru_cache
from html import escape

import streamlit as st

from caremap.formats import number, with_unit
from caremap.paths import page_path
from caremap.ui import perimeter, state, store

_SHOWN = ("apl_gp_65", "pop_share_apl_under_2_5", "gp_density", "gp_60_plus_share", "share_65_plus")


def show(legend: str = "") -> None:
    """Name, people and main figures of the chosen territory, with a way to its page.

    The `legend` above it comes in the same piece: the browser pays for each.
    """
    territory_id = state.get("territoire")
    st.html(legend + _card(store.release_id(), territory_id))
    if territory_id != perimeter.whole_id():
        st.page_link(
            page_path("territoire"), label="Ouvrir la fiche", icon=":material/arrow_forward:"
        )


@lru_cache(maxsize=256)
def _card(release_id: str, territory_id: str) -> str:
    place = store.row_of(territory_id)
    profile = store.profile(territory_id)
    lines = []
    for indicator_id in _SHOWN:
        indicator = store.indicator(indicator_id)
        found = profile[profile["indicator_id"] == indicator_id]
        if found.empty:
            continue
        last = found.iloc[-1]
        percent = "%" if indicator.unit == "%" else ""
        text = with_unit(last["value"], indicator.decimals, percent)
        lines.append(
            f"<p>{escape(indicator.short_label)} ({last['year']})\u00a0: <b>{text}</b></p>"
        )
    level = perimeter.level_label(str(place["level"]))
    people = f"{level} · {number(float(place['population']))} habitants"
    if territory_id == perimeter.whole_id():
        lines.append("<small>Cliquez sur la carte pour choisir un territoire.</small>")
    return (
        f'<section class="sheet"><h2>{escape(str(place["name"]))}</h2>'
        f"<p>{escape(people)}</p>{''.join(lines)}</section>"
    )
