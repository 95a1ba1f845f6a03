"""Charts of internships: concentration by Lorenz curve, counts by group and year. Pure."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from caremap.charts_look import framed
from caremap.formats import number
from caremap.palettes import MUTED, NORD, PERIMETER, SELECTED

_YEAR_COLORS = (SELECTED, NORD, PERIMETER, MUTED)
_DASHES = ("solid", "dash", "dot", "dashdot")

Curve = tuple[NDArray[np.float64], NDArray[np.float64]]


def lorenz(curves: Mapping[int, Curve]) -> go.Figure:
    """One Lorenz curve a year, the last one first, and the line of equality."""
    figure = go.Figure()
    figure.add_scatter(
        x=[0, 100],
        y=[0, 100],
        mode="lines",
        name="répartition égale",
        line={"color": "#9aa2aa", "width": 1.5, "dash": "dot"},
        hoverinfo="skip",
    )
    years = sorted(curves, reverse=True)
    for year, color, dash in zip(years, _YEAR_COLORS, _DASHES, strict=False):
        figure.add_trace(_curve(year, curves[year], {"color": color, "width": 3, "dash": dash}))
    chart = framed(
        figure,
        400,
        xaxis={"title": "% des sites, du plus petit au plus grand", "range": [0, 101]},
        yaxis={"title": "% des effectifs", "range": [0, 101]},
    )
    return chart.update_layout(legend={"orientation": "v", "x": 0.03, "y": 0.97})


def _curve(year: int, curve: Curve, line: dict[str, object]) -> go.Scatter:
    sites, trainees = curve
    texts = [
        f"{number(100 * x)} % des sites, {number(100 * y)} % des effectifs"
        for x, y in zip(sites, trainees, strict=True)
    ]
    return go.Scatter(
        x=100 * sites,
        y=100 * trainees,
        mode="lines",
        name=str(year),
        line=line,
        text=texts,
        hovertemplate=f"{year} : %{{text}}<extra></extra>",
    )


def counts(table: pd.DataFrame) -> go.Figure:
    """Horizontal bars: one group a row, one bar a year; `table` is indexed by group."""
    shown = table.iloc[::-1]
    figure = go.Figure()
    for year, color in zip(reversed(list(table.columns)), _YEAR_COLORS, strict=False):
        figure.add_bar(
            x=shown[year].astype(float),
            y=list(shown.index),
            orientation="h",
            name=str(year),
            marker={"color": color},
            text=[number(float(value)) for value in shown[year]],
            textposition="outside",
            cliponaxis=False,
            hovertemplate=f"{year} · %{{y}} : %{{text}}<extra></extra>",
        )
    return framed(
        figure,
        110 + 30 * len(shown) * max(1, len(table.columns)),
        xaxis={"title": "effectif", "rangemode": "tozero"},
        barmode="group",
    )
