"""The look that every chart shares: margins, font, French separators, quiet grid."""

from typing import Any

import plotly.graph_objects as go

from caremap.palettes import INK

CONFIG = {"displayModeBar": False, "displaylogo": False}
_GRID = "#e1e6ea"
# What these charts use of plotly's own template, which is read and sent whole with each chart.
_TEMPLATE = go.layout.Template(
    layout={
        "autotypenumbers": "strict",
        "hoverlabel": {"align": "left"},
        "hovermode": "closest",
        "xaxis": {"ticks": "", "title": {"standoff": 15}, "zerolinewidth": 2},
        "yaxis": {"ticks": "", "title": {"standoff": 15}, "zerolinewidth": 2},
    }
)


def framed(figure: go.Figure, height: int, **axes: Any) -> go.Figure:
    """Give a figure the common look: height in px, margins, French separators, quiet grid."""
    figure.update_layout(
        template=_TEMPLATE,
        height=height,
        margin={"l": 8, "r": 16, "t": 24, "b": 8},
        font={"size": 14, "color": INK, "family": "Atkinson Hyperlegible Next, sans-serif"},
        separators=",\u202f",
        paper_bgcolor="#ffffff",
        plot_bgcolor="rgba(0,0,0,0)",
        hoverlabel={"bgcolor": "#ffffff", "font": {"color": INK}},
        legend={"orientation": "h", "y": -0.18, "x": 0},
        **axes,
    )
    figure.update_xaxes(gridcolor=_GRID, zerolinecolor="#9aa2aa", automargin=True, fixedrange=True)
    figure.update_yaxes(gridcolor=_GRID, zerolinecolor="#9aa2aa", automargin=True, fixedrange=True)
    return figure
