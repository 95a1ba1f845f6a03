"""Charts of the attractiveness page: ranks with their intervals, points by family. Pure."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from caremap.accessibility.pairs import Floats
from caremap.catalog.attractiveness import Family
from caremap.charts_look import framed
from caremap.formats import number
from caremap.palettes import SELECTED

SOLID_COLOR, FRAGILE_COLOR = "#1d5b79", "#a15c00"
_ROW = 21


def intervals(rows: pd.DataFrame, selected: str = "") -> go.Figure:
    """Rank of each territory as a dot on its interval; full where solid, hollow where fragile.

    `rows` has territory_id, name, rank, low, high, solid, the best rank first.
    """
    shown = rows.iloc[::-1]
    figure = go.Figure()
    for solid, label in ((True, "rang solide"), (False, "rang fragile")):
        own = shown[shown["solid"] == solid]
        color = SOLID_COLOR if solid else FRAGILE_COLOR
        marker = {"size": 11, "color": color, "symbol": "circle" if solid else "circle-open"}
        figure.add_scatter(
            x=own["rank"],
            y=own["name"],
            mode="markers",
            name=label,
            marker={**marker, "line": {"width": 2.5, "color": color}},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": own["high"] - own["rank"],
                "arrayminus": own["rank"] - own["low"],
                "color": color,
                "thickness": 2,
                "width": 4,
            },
            text=[_interval_text(row) for row in own.itertuples()],
            hovertemplate="%{y} : %{text}<extra></extra>",
        )
    figure.update_yaxes(categoryorder="array", categoryarray=list(shown["name"]))
    _mark(figure, rows, selected)
    span = [0.4, float(rows["high"].max()) * 1.04 + 0.5]
    axis = {"title": "rang", "range": span}
    return _legend_above(framed(figure, 110 + _ROW * len(shown), xaxis=axis))


def _legend_above(figure: go.Figure) -> go.Figure:
    """On a tall chart a legend under the axis is out of sight of the first rows."""
    return figure.update_layout(
        showlegend=True, legend={"y": 1.0, "yanchor": "bottom"}, margin={"t": 40}
    )


def _interval_text(row: object) -> str:
    low, high = number(getattr(row, "low", None)), number(getattr(row, "high", None))
    return f"rang {number(getattr(row, 'rank', None))}, intervalle {low} à {high}"


def _mark(figure: go.Figure, rows: pd.DataFrame, selected: str) -> None:
    """Name the chosen territory on the chart."""
    own = rows[rows["territory_id"] == selected]
    if len(own):
        row = own.iloc[0]
        figure.add_annotation(
            x=row["high"], y=row["name"], text="◀ choisi", showarrow=False, xanchor="left",
            xshift=8, font={"color": SELECTED},
        )  # fmt: skip


def family_points(
    names: Sequence[str], points: Floats, families: Sequence[Family], weighted: NDArray[np.bool_]
) -> go.Figure:
    """Stacked bars of the points that each weighted family brings; rows of `points` by name."""
    figure = go.Figure()
    for position, family in enumerate(families):
        if not weighted[position]:
            continue
        values = points[::-1, position]
        figure.add_bar(
            x=values,
            y=list(names)[::-1],
            orientation="h",
            name=family.label,
            marker={"color": family.color, "line": {"color": "#ffffff", "width": 1}},
            text=[number(value, 1) for value in values],
            textposition="none",
            hovertemplate=f"%{{y}}, {family.label} : %{{text}} points<extra></extra>",
        )
    figure.update_layout(barmode="stack")
    axis = {"title": "points du score", "tickformat": ",~f"}
    return _legend_above(framed(figure, 130 + _ROW * len(names), xaxis=axis))
