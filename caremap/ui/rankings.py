"""Rankings: bars that any reader can read, and a table to choose from."""

from html import escape
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

from caremap.catalog import Indicator
from caremap.charts import told_apart
from caremap.palettes import PERIMETER
from caremap.ui import perimeter, record, state
from caremap.ui.parts import french_numbers, value_text


def kept(rows: pd.DataFrame, indicator: Indicator, bars: str) -> str:
    """Return the bars of rows, as `written` gives them, and keep the rows for the files."""
    record.table(f"{indicator.label}, {indicator.unit}", lambda: _shown(rows, indicator))
    return bars


def written(
    rows: pd.DataFrame,
    indicator: Indicator,
    selected: str = "",
    reference: float | None = None,
    title: str = "",
) -> str:
    """Write horizontal bars, in the order of the rows; `reference` draws a line on their scale.

    `rows` has territory_id, name, departement_id, value. It is a table that any reader can read.
    """
    drawn = [0.0, *rows["value"]] if reference is None else [0.0, *rows["value"], reference]
    low, high = min(drawn), max(drawn)
    spread = (high - low) or 1.0
    mark = "" if reference is None else _mark(100 * (reference - low) / spread)
    named = rows.assign(name=told_apart(rows))
    lines = [_bar_line(row, indicator, (low, spread), selected, mark) for row in named.itertuples()]
    heading = f"<b>{escape(title)}</b><br>" if title else ""
    return (
        f'<table class="bars"><caption>{heading}{escape(indicator.label)}, {escape(indicator.unit)}'
        f"</caption><tbody>{''.join(lines)}</tbody></table>"
    )


def _shown(rows: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """Return the bars as a table: the value as it is written."""
    texts = [value_text(indicator, value) for value in rows["value"]]
    return pd.DataFrame({"Territoire": told_apart(rows).to_list(), indicator.short_label: texts})


def _mark(position: float) -> str:
    return f'<i class="mark" style="left:{position:.1f}%"></i>'


def _bar_line(
    row: Any, indicator: Indicator, scale: tuple[float, float], selected: str, mark: str
) -> str:
    low, spread = scale
    start, end = sorted((100 * (0 - low) / spread, 100 * (row.value - low) / spread))
    color = perimeter.colors().get(row.departement_id, PERIMETER)
    chosen = ' class="chosen"' if row.territory_id == selected else ""
    return (
        f'<tr{chosen}><th scope="row">{escape(row.name)}</th>'
        f'<td style="--from:{start:.1f}%;--long:{max(end - start, 0.4):.1f}%;--paint:{color}">'
        f"{mark}</td><td>{escape(value_text(indicator, row.value))}</td></tr>"
    )


def _ranks(ordered: pd.Series) -> list[int]:
    """Rank of each value in the order shown; equal ones share the first of theirs."""
    places = pd.Series(range(1, len(ordered) + 1), index=ordered.index)
    return list(places.groupby(ordered, dropna=False).transform("min"))


def choosing_fold(key: str) -> ExpanderContainer:
    """Place of a table to choose from."""
    return st.expander(
        "Choisir dans la table", icon=":material/ads_click:", on_change="rerun", key=f"ouvrir-{key}"
    )


def choosing_table(
    rows: pd.DataFrame, indicator: Indicator, key: str, folded: ExpanderContainer | None = None
) -> None:
    """A table, sent when it is opened, whose selected row becomes the chosen territory."""
    folded = folded or choosing_fold(key)
    if not folded.open:
        return
    ids = list(rows["territory_id"])
    table_key = f"{key}-{indicator.id}-{len(ids)}"

    def chosen() -> None:
        picked = st.session_state[table_key].selection.rows
        if picked:
            state.put("territoire", ids[picked[0]])

    table = pd.DataFrame(
        {
            "Rang": _ranks(rows["value"]),
            "Territoire": told_apart(rows).to_list(),
            indicator.short_label: rows["value"].round(indicator.decimals).to_list(),
            "Population": rows["population"].to_list(),
        }
    )
    folded.dataframe(
        table,
        hide_index=True,
        width="stretch",
        height=420,
        column_config=french_numbers(table),
        placeholder="",
        selection_mode="single-row",
        on_select=chosen,
        key=table_key,
        alt=f"Classement : {indicator.label}",
    )
