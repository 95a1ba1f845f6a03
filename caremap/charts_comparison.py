"""Spine chart: each indicator on one line, from the weakest EPCI to the best one. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import plotly.graph_objects as go

from caremap.charts_look import framed
from caremap.palettes import MUTED

COLORS = ("#1d5b79", "#c2571a", "#7a3b8f", "#0b6e4f", "#8d6a1f", "#16202a")
SYMBOLS = ("circle", "diamond", "square", "cross", "x", "triangle-up")
_ROW = 34


@dataclass(frozen=True)
class Mark:
    """One territory on one line: its place from 0 (weakest EPCI) to 1 (best), and its value."""

    territory: str
    place: float
    written: str


@dataclass(frozen=True)
class Spine:
    """One indicator: quarters of the EPCI on the same scale, and the territories compared."""

    label: str
    low_quarter: float
    median: float
    high_quarter: float
    marks: tuple[Mark, ...]


def spine(lines: Sequence[Spine], territories: Sequence[str]) -> go.Figure:
    """Draw one line per indicator; a grey band holds the middle half of the EPCI."""
    shown = list(reversed(lines))
    labels = [one.label for one in shown]
    figure = go.Figure([*_quarters(shown)])
    for position, name in enumerate(territories):
        figure.add_trace(_marks(shown, name, position))
    ends = {"tickvals": [0, 1], "ticktext": ["moins favorable", "plus favorable"]}
    framed(
        figure,
        150 + _ROW * len(shown),
        xaxis={"range": [-0.06, 1.08], **ends},
        yaxis={"categoryorder": "array", "categoryarray": labels},
    )
    return figure.update_layout(legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"})


def _quarters(shown: Sequence[Spine]) -> tuple[go.Bar, go.Scatter]:
    """Band and median of the EPCI on each line."""
    labels = [one.label for one in shown]
    band = go.Bar(
        base=[one.low_quarter for one in shown],
        x=[one.high_quarter - one.low_quarter for one in shown],
        y=labels,
        orientation="h",
        width=0.5,
        name="moitié centrale des EPCI",
        marker={"color": "#dbe1e6"},
        hoverinfo="skip",
    )
    median = go.Scatter(
        x=[one.median for one in shown],
        y=labels,
        mode="markers",
        name="médiane des EPCI",
        marker={"color": MUTED, "symbol": "line-ns-open", "size": 16},
        hoverinfo="skip",
    )
    return band, median


def _marks(shown: Sequence[Spine], name: str, position: int) -> go.Scatter:
    points = [(one.label, mark) for one in shown for mark in one.marks if mark.territory == name]
    return go.Scatter(
        x=[mark.place for _, mark in points],
        y=[label for label, _ in points],
        mode="markers",
        name=escape(name),
        marker={
            "color": COLORS[position],
            "symbol": SYMBOLS[position],
            "size": 13,
            "line": {"color": "#ffffff", "width": 1},
        },
        text=[mark.written for _, mark in points],
        hovertemplate=f"{escape(name)} · %{{y}} : %{{text}}<extra></extra>",
    )
