"""Charts: a table in, a plotly figure out. Pure: no Streamlit, no query."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from caremap.catalog import Indicator
from caremap.formats import number
from caremap.palettes import DEPARTEMENT_COLORS, INK, MUTED, PERIMETER, SELECTED

CONFIG = {"displayModeBar": False, "displaylogo": False}
_GRID = "#e1e6ea"


def _framed(figure: go.Figure, height: int, **axes: object) -> go.Figure:
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 16, "t": 24, "b": 8},
        font={"size": 14, "color": INK, "family": "Source Sans, sans-serif"},
        separators=",\u202f",
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        hoverlabel={"bgcolor": "#ffffff", "font": {"color": INK}},
        legend={"orientation": "h", "y": -0.18, "x": 0},
        **axes,
    )
    figure.update_xaxes(gridcolor=_GRID, zerolinecolor="#9aa2aa", automargin=True, fixedrange=True)
    figure.update_yaxes(gridcolor=_GRID, zerolinecolor="#9aa2aa", automargin=True, fixedrange=True)
    return figure


def ranking(
    rows: pd.DataFrame, indicator: Indicator, selected: str = "", reference: float | None = None
) -> go.Figure:
    """Horizontal bars of territories, the first row on top; `reference` draws a line.

    `rows` has territory_id, name, departement_id, value.
    """
    shown = rows.iloc[::-1]
    colors = [
        SELECTED if territory == selected else DEPARTEMENT_COLORS.get(departement, PERIMETER)
        for territory, departement in zip(
            shown["territory_id"], shown["departement_id"], strict=True
        )
    ]
    texts = [number(value, indicator.decimals) for value in shown["value"]]
    figure = go.Figure(
        go.Bar(
            x=shown["value"],
            y=shown["name"],
            orientation="h",
            marker={"color": colors},
            text=texts,
            textposition="auto",
            hovertemplate="%{y} : %{text}<extra></extra>",
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}},
        )
    )
    if reference is not None:
        figure.add_vline(x=reference, line={"color": INK, "width": 1.5, "dash": "dot"})
    return _framed(
        figure, 76 + 27 * len(shown), xaxis={"title": indicator.unit, "tickformat": ",~f"}
    )


def weighted_distribution(
    values: NDArray[np.float64],
    weights: NDArray[np.float64],
    indicator: Indicator,
    thresholds: Sequence[float] = (),
) -> go.Figure:
    """Histogram of people by the value of their territory: bars are inhabitants, not territories."""
    edges, people = _people_by_value(values, weights)
    texts = [
        f"de {number(low, indicator.decimals)} à {number(high, indicator.decimals)} : "
        f"{number(count)} habitants"
        for low, high, count in zip(edges[:-1], edges[1:], people, strict=True)
    ]
    lowest = min(thresholds, default=-np.inf)
    colors = [SELECTED if high <= lowest else DEPARTEMENT_COLORS["59"] for high in edges[1:]]
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
    for threshold in thresholds:
        figure.add_vline(x=threshold, line={"color": INK, "width": 2, "dash": "dot"})
        figure.add_annotation(
            x=threshold, y=1.06, yref="paper", text=f"seuil {number(threshold, 1)}", showarrow=False
        )
    return _framed(
        figure,
        320,
        xaxis={"title": indicator.unit},
        yaxis={"title": "habitants", "tickformat": ",d"},
    )


def _people_by_value(
    values: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """People in bars of a round width, so that 2.5 and 4 are edges; an edge belongs to its left bar."""
    known = np.isfinite(values)
    low, high = values[known].min(), values[known].max()
    raw = max((high - low) / 24, 1e-9)
    power = 10 ** np.floor(np.log10(raw))
    width = next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= raw)
    edges = np.arange(np.floor(low / width), np.ceil(high / width) + 1) * width
    if edges.size < 2:
        edges = np.array([low - width / 2, low + width / 2])
    position = np.clip(np.searchsorted(edges, values[known], side="left") - 1, 0, edges.size - 2)
    return edges, np.bincount(position, weights=weights[known], minlength=edges.size - 1)


def distribution_table(
    values: NDArray[np.float64], weights: NDArray[np.float64], indicator: Indicator
) -> pd.DataFrame:
    """The figures of `weighted_distribution`: one row a bar, with its limits and its people."""
    edges, people = _people_by_value(values, weights)
    return pd.DataFrame(
        {
            "De": edges[:-1].round(indicator.decimals),
            "À": edges[1:].round(indicator.decimals),
            "Habitants": people.astype(int),
        }
    )


def trend(series: Sequence[tuple[str, Sequence[int], Sequence[float]]], unit: str) -> go.Figure:
    """One line a series over the years: (label, years, values), directly labelled."""
    colors = (DEPARTEMENT_COLORS["59"], SELECTED, PERIMETER, MUTED)
    dashes = ("solid", "dash", "dot", "dashdot")
    figure = go.Figure()
    for (label, years, values), color, dash in zip(series, colors, dashes, strict=False):
        figure.add_scatter(
            x=list(years),
            y=list(values),
            mode="lines+markers+text",
            name=label,
            line={"color": color, "width": 3, "dash": dash},
            marker={"size": 9},
            text=[number(value, 2) for value in values],
            textposition="top center",
            hovertemplate=f"{label}, %{{x}} : %{{text}}<extra></extra>",
        )
    return _framed(
        figure,
        320,
        xaxis={"tickmode": "linear", "dtick": 1, "tickformat": "d"},
        yaxis={"title": unit, "rangemode": "tozero"},
    )


def departement_dots(rows: pd.DataFrame) -> go.Figure:
    """Two dots a profession, one a département: `profession`, `nord`, `pas_de_calais` densities.

    Densities are drawn on a logarithmic axis: nurses and allergists on one chart.
    """
    shown = rows.iloc[::-1]
    figure = go.Figure()
    for first, second, profession in zip(
        shown["nord"], shown["pas_de_calais"], shown["profession"], strict=True
    ):
        figure.add_scatter(
            x=[first, second],
            y=[profession, profession],
            mode="lines",
            line={"color": "#b9c2ca", "width": 3},
            hoverinfo="skip",
            showlegend=False,
        )
    for column, label, departement, symbol in (
        ("nord", "Nord", "59", "circle"),
        ("pas_de_calais", "Pas-de-Calais", "62", "diamond"),
    ):
        figure.add_scatter(
            x=shown[column],
            y=shown["profession"],
            mode="markers",
            name=label,
            marker={"size": 12, "color": DEPARTEMENT_COLORS[departement], "symbol": symbol},
            text=[number(value, 1) for value in shown[column]],
            hovertemplate=f"{label} · %{{y}} : %{{text}}<extra></extra>",
        )
    return _framed(
        figure,
        90 + 28 * len(shown),
        xaxis={"type": "log", "title": "pour 100 000 (échelle logarithmique)", "dtick": 1},
    )
