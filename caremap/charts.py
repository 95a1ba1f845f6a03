"""Charts: a table in, a plotly figure out. Pure: no Streamlit, no query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import cycle
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from caremap.catalog import Indicator
from caremap.charts_look import framed
from caremap.distributions import people_by_value
from caremap.formats import number
from caremap.palettes import (
    DEPARTEMENT_COLORS,
    INK,
    MUTED,
    NORD,
    PAS_DE_CALAIS,
    PERIMETER,
    SELECTED,
)


def ranking(
    rows: pd.DataFrame,
    indicator: Indicator,
    selected: str = "",
    reference: float | None = None,
    colors: Mapping[str, str] = DEPARTEMENT_COLORS,
) -> go.Figure:
    """Horizontal bars of territories, the first row on top; `reference` draws a line.

    `rows` has territory_id, name, departement_id, value; `colors` are those of départements.
    """
    shown = rows.iloc[::-1]
    filled = [
        INK if territory == selected else colors.get(departement, PERIMETER)
        for territory, departement in zip(
            shown["territory_id"], shown["departement_id"], strict=True
        )
    ]
    texts = [number(value, indicator.decimals) for value in shown["value"]]
    figure = go.Figure(
        go.Bar(
            x=shown["value"],
            y=told_apart(shown),
            orientation="h",
            marker={"color": filled},
            text=texts,
            textposition="outside",
            cliponaxis=False,
            textangle=0,
            hovertemplate="%{y} : %{text}<extra></extra>",
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}},
        )
    )
    if reference is not None:
        figure.add_vline(x=reference, line={"color": INK, "width": 1.5, "dash": "dot"})
    return framed(
        figure, 76 + 27 * len(shown), xaxis={"title": indicator.unit, "tickformat": ",~f"}
    )


def _room_for_labels(values: pd.Series) -> list[float]:
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    room = 0.14 * (high - low)
    return [low - room if low < 0 else 0.0, high + room if high > 0 else 0.0]


def told_apart(rows: pd.DataFrame) -> pd.Series:
    """Names of territories; two of one name carry their département, or their code in one."""
    names = rows["name"]
    for column in ("departement_id", "territory_id"):
        alike = names.duplicated(keep=False)
        names = names.mask(alike, rows["name"] + " (" + rows[column].fillna("") + ")")
    return names


def weighted_distribution(
    values: NDArray[np.float64],
    weights: NDArray[np.float64],
    indicator: Indicator,
    thresholds: Sequence[float] = (),
) -> go.Figure:
    """Histogram of people by the value of their territory: bars count inhabitants."""
    edges, people = people_by_value(values, weights)
    texts = [
        f"de {number(low, indicator.decimals)} à {number(high, indicator.decimals)} : "
        f"{number(count)} habitants"
        for low, high, count in zip(edges[:-1], edges[1:], people, strict=True)
    ]
    lowest = min(thresholds, default=-np.inf)
    colors = [SELECTED if high <= lowest else NORD for high in edges[1:]]
    figure = go.Figure(
        go.Bar(
            x=(edges[:-1] + edges[1:]) / 2,
            y=people,
            width=np.diff(edges) * 0.94,
            marker={"color": colors},
            hovertext=texts,
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    return framed(
        figure,
        320,
        xaxis={"title": indicator.unit},
        yaxis={"title": "habitants", "tickformat": ",d"},
        shapes=[_threshold_line(threshold) for threshold in thresholds],
        annotations=[_threshold_name(threshold) for threshold in thresholds],
    )


def _threshold_line(threshold: float) -> dict[str, Any]:
    line = {"color": INK, "width": 2, "dash": "dot"}
    return {"x0": threshold, "x1": threshold, "y0": 0, "y1": 1, "yref": "paper", "line": line}


def _threshold_name(threshold: float) -> dict[str, Any]:
    text = f"seuil {number(threshold, 1)}"
    return {"x": threshold, "y": 1.06, "yref": "paper", "text": text, "showarrow": False}


def distribution_table(
    values: NDArray[np.float64], weights: NDArray[np.float64], indicator: Indicator
) -> pd.DataFrame:
    """The figures of `weighted_distribution`: one row a bar, with its limits and its people."""
    edges, people = people_by_value(values, weights)
    return pd.DataFrame(
        {
            "De": edges[:-1].round(indicator.decimals),
            "À": edges[1:].round(indicator.decimals),
            "Habitants": people.astype(int),
        }
    )


@dataclass(frozen=True)
class Line:
    """One series of a trend: its label, years and values, and whether values are written."""

    label: str
    years: tuple[int, ...]
    values: tuple[float, ...]
    written: bool = False


_HALO = ", ".join(["0 0 3px #ffffff"] * 4)
_TREND_COLORS = (SELECTED, MUTED, NORD, PERIMETER)


@lru_cache(maxsize=200)
def trend(lines: tuple[Line, ...], colors: tuple[str, ...] = _TREND_COLORS) -> go.Figure:
    """One line a series over the years; the vertical axis starts at zero.

    Figures are shared between readers: never change one.
    """
    dashes = ("solid", "dash", "solid", "dash", "dot", "dashdot")
    ends = [line.values[-1] for line in lines if line.written] or [0.0]
    figure = go.Figure()
    for line, color, dash in zip(lines, colors, dashes, strict=False):
        texts = [number(value, 2) for value in line.values]
        figure.add_scatter(
            x=list(line.years),
            y=list(line.values),
            mode="lines+markers+text" if line.written else "lines+markers",
            name=line.label,
            line={"color": color, "width": 3, "dash": dash},
            marker={"size": 8},
            text=texts,
            # A figure stays readable where the line of another series crosses it.
            textfont={"shadow": _HALO},
            zorder=int(line.written),
            # Above the highest line, under the others: two figures never cover each other.
            textposition="top center" if line.values[-1] == max(ends) else "bottom center",
            hovertemplate=f"{line.label}, %{{x}} : %{{text}}<extra></extra>",
        )
    first, last = min(lines[0].years), max(lines[0].years)
    low, high = (pick((0.0, *(v for one in lines for v in one.values))) for pick in (min, max))
    return framed(
        figure,
        340,
        xaxis={"dtick": 1, "tickformat": "d", "range": [first - 0.3, last + 0.3]},
        yaxis={"range": [low - 0.15 * (high - low) * (low < 0), high + 0.15 * (high - low)]},
    )


# Column of a table, name and colour of one département.
Dot = tuple[str, str, str]
_DOTS: tuple[Dot, ...] = (
    ("nord", "Nord", NORD),
    ("pas_de_calais", "Pas-de-Calais", PAS_DE_CALAIS),
)
_SYMBOLS = ("circle", "diamond", "square", "triangle-up", "cross")


def departement_dots(rows: pd.DataFrame, dots: Sequence[Dot] = _DOTS) -> go.Figure:
    """One dot a profession and département: `profession` and one column of densities a dot.

    Densities are drawn on a logarithmic axis: nurses and allergists on one chart.
    """
    shown = rows.iloc[::-1]
    figure = go.Figure()
    columns = [shown[column] for column, _, _ in dots]
    for *densities, profession in zip(*columns, shown["profession"], strict=True):
        figure.add_scatter(
            x=densities,
            y=[profession] * len(densities),
            mode="lines",
            line={"color": "#b9c2ca", "width": 3},
            hoverinfo="skip",
            showlegend=False,
        )
    for (column, label, color), symbol in zip(dots, cycle(_SYMBOLS), strict=False):
        figure.add_scatter(
            x=shown[column],
            y=shown["profession"],
            mode="markers",
            name=label,
            marker={"size": 12, "color": color, "symbol": symbol},
            text=[number(value, 1) for value in shown[column]],
            hovertemplate=f"{label} · %{{y}} : %{{text}}<extra></extra>",
        )
    return framed(
        figure,
        90 + 28 * len(shown),
        xaxis={"type": "log", "title": "pour 100 000 (échelle logarithmique)", "dtick": 1},
    )
