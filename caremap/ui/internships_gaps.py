"""Named gaps of the page « Stages »: need against trainees, territory by territory."""

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from caremap import internships as science
from caremap import readings_internships
from caremap.catalog import Indicator
from caremap.formats import number
from caremap.maps import MapView, Series, class_codes, value_array
from caremap.palettes import MISMATCH_COLORS
from caremap.ui import map_view, parts, perimeter, state, store, territory_card
from caremap.ui.choropleth import (
    classes_of,
    filtered_values,
    in_departement,
    show,
    within,
)
from caremap.ui.internships import by_level, statuses
from caremap.ui.internships_choice import Choice
from caremap.ui.internships_measure import measure
from caremap.ui.places import map_columns


def classified(choice: Choice, level: str) -> pd.DataFrame:
    """Territories with `group` (position in MISMATCHES, −1: n.d.) and people under 2.5."""
    return _classified(store.current().release_id, choice, level, state.year())


@lru_cache(maxsize=64)
def _classified(release_id: str, choice: Choice, level: str, asked: int | None) -> pd.DataFrame:
    rows = by_level(choice, level)
    under, people = _under_served(level)
    whole = by_level(choice, "perimetre")["rate"].iloc[0]
    group = science.mismatch(under, rows["rate"].to_numpy(dtype=float), float(whole))
    return rows.assign(group=group, under_served=under, people_under=people, reference=whole)


def _under_served(level: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A commune at 2.5 or less; a larger territory with a larger share of people under 2.5.

    Returns 1 or 0 (NaN: nothing is published), and the people under 2.5.
    """
    if level == "commune":
        apl = store.indicator("apl_gp_65")
        rows = store.values(apl.id, level, parts.year_of(apl))
        supply = rows["value"].to_numpy(dtype=float)
        under = np.where(np.isfinite(supply), supply <= 2.5, np.nan)
        return under, under * rows["population"].to_numpy(dtype=float)
    share = store.indicator("pop_share_apl_under_2_5")
    year = parts.year_of(share)
    rows = store.values(share.id, level, year)
    whole = store.values(share.id, "perimetre", year).set_index("territory_id")
    reference = float(whole.at[perimeter.whole_id(), "value"])
    need = rows["value"].to_numpy(dtype=float)
    under = np.where(np.isfinite(need - reference), need > reference, np.nan)
    return under, rows["numerator"].to_numpy(dtype=float)


def _gap_indicator(rate: Indicator) -> Indicator:
    """The name of the gap, as a category that a map can draw."""
    return replace(
        rate,
        id="stages-ecarts",
        label="Écart entre besoin et stages",
        short_label="Besoin et stages",
        kind="category",
        unit="",
        categories=tuple((code, *words) for code, words in enumerate(science.MISMATCHES)),
    )


def gaps(choice: Choice, level: str) -> None:
    """Each territory under the name of its gap between need and trainees."""
    rows, rate = classified(choice, level), measure(choice, "rate")
    indicator = _gap_indicator(rate)
    shown = rows.assign(value=rows["group"].where(rows["group"] >= 0).astype(float))
    classes = within(classes_of(indicator, filtered_values(shown)), rows)
    rates = Series(rate, rows["rate"].to_numpy(dtype=float))
    view = MapView(
        level=level,
        codes=class_codes(classes.index),
        palette=MISMATCH_COLORS,
        series=(Series(indicator, value_array(shown)), rates),
        departement=state.get("departement"),
        selected=state.get("territoire"),
    )
    drawing, side = map_columns()
    with drawing:
        show(view, indicator, "stages")
    with side:
        st.html(map_view.class_legend(indicator, classes, MISMATCH_COLORS, level, choice.year))
        st.caption(
            readings_internships.gap_rule(
                level, float(rows["reference"].iloc[0]), perimeter.current()
            )
        )
        territory_card.show()
    own = in_departement(rows)
    parts.reading(readings_internships.gaps(own, level, choice.label, choice.year))
    parts.source_line(store.indicator("apl_gp_65"), rate, statuses=statuses(choice))
    parts.twin("Tableau des écarts", gap_table(own))


def gap_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Twin table of the named gaps: territory, name of the gap, people, trainees."""
    names = [science.MISMATCHES[code][0] if code >= 0 else "n.d." for code in rows["group"]]
    return pd.DataFrame(
        {
            "Territoire": rows["name"],
            "Écart": names,
            "Habitants": rows["population"],
            "dont communes à APL ≤ 2,5": rows["people_under"],
            "Effectif": [number(count) for count in rows["trainees"]],
            "Pour 10 000 habitants": rows["rate"].round(1),
        }
    ).sort_values(["Écart", "Habitants"], ascending=[False, False])
