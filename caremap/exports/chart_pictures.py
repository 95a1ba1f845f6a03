"""A chart of the screen drawn again as a picture: bars, lines and points, from its own numbers."""

import re
from collections.abc import Iterable
from html import unescape
from typing import Any

import numpy as np
import plotly.graph_objects as go
from matplotlib.axes import Axes
from matplotlib.category import StrCategoryFormatter
from matplotlib.ticker import FuncFormatter, MaxNLocator

from caremap.formats import number
from caremap.palettes import INK, MUTED

_DASHES = {"dash": "--", "dot": ":", "dashdot": "-.", "solid": "-"}
_MARKERS = {
    "circle": "o",
    "diamond": "D",
    "square": "s",
    "cross": "P",
    "x": "X",
    "triangle-up": "^",
    "line-ns-open": "|",
}


def draw_chart(axes: Axes, figure: go.Figure) -> None:
    """Draw the traces of a figure in order. Raises ValueError on a kind of trace not used here."""
    _categories(axes, figure.layout)
    bases: dict[Any, float] = {}
    bars = [trace for trace in figure.data if trace.type == "bar"]
    grouped = figure.layout.barmode == "group" and len(bars) > 1
    for trace in figure.data:
        if trace.type == "bar":
            place = (bars.index(trace), len(bars)) if grouped else (0, 1)
            _bar(axes, trace, bases if figure.layout.barmode == "stack" else None, place)
        elif trace.type == "scatter":
            _line(axes, trace)
        else:
            raise ValueError(f"no drawing for a trace of kind {trace.type}")
    _axis(axes, figure.layout.xaxis, "x")
    _axis(axes, figure.layout.yaxis, "y")
    for shape in figure.layout.shapes or ():
        if shape.x0 == shape.x1:
            axes.axvline(shape.x0, color=INK, linestyle=":", linewidth=1.4)
        elif shape.y0 == shape.y1:
            axes.axhline(shape.y0, color=INK, linestyle=":", linewidth=1.4)
    for note in figure.layout.annotations or ():
        _annotation(axes, note)
    named = [trace for trace in figure.data if trace.name and trace.showlegend is not False]
    if len(named) > 1:
        axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(0, -0.08), ncols=2, fontsize=9)
    axes.grid(color="#e1e6ea")
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _list(values: Any) -> list[Any]:
    """Plain values; texts lose what only a browser reads."""
    if values is None:
        return []
    items = [one.item() if hasattr(one, "item") else one for one in values]
    return [_plain(one) if isinstance(one, str) else np.nan if one is None else one
            for one in items]  # fmt: skip


def _plain(text: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", text))


def _categories(axes: Axes, layout: Any) -> None:
    """Fix the order of names on an axis before anything is drawn on it."""
    for axis, side in ((layout.xaxis, axes.xaxis), (layout.yaxis, axes.yaxis)):
        if axis.categoryarray is not None:
            side.update_units(  # type: ignore[no-untyped-call]
                _list(axis.categoryarray)
            )


def _annotation(axes: Axes, note: Any) -> None:
    if not note.text or note.xref == "paper" or note.x is None:
        return
    where = axes.get_xaxis_transform() if note.yref == "paper" else axes.transData
    side = {"left": "left", "right": "right"}.get(note.xanchor or "", "center")
    axes.annotate(_plain(note.text), (_list([note.x])[0], _list([note.y])[0]), xycoords=where,
                  xytext=(4 if side == "left" else 0, 0), textcoords="offset points",
                  ha=side, va="center", fontsize=9)  # fmt: skip


def _colors(trace: Any, count: int) -> Any:
    color = trace.marker.color
    if color is None:
        return MUTED
    listed = [color] * count if isinstance(color, str) else _list(color)
    return [one if isinstance(one, str) else MUTED for one in listed]


def _bar(axes: Axes, trace: Any, bases: dict[Any, float] | None, place: tuple[int, int]) -> None:
    flat = trace.orientation == "h"
    names, values = _list(trace.y if flat else trace.x), _list(trace.x if flat else trace.y)
    if not names:
        return
    numeric = not isinstance(names[0], str)
    starts = _list(trace.base) if trace.base is not None and not np.isscalar(trace.base) else []
    below = starts or [(bases or {}).get(name, 0.0) for name in names]
    heights = [float(value or 0) for value in values]
    rank, count = place
    wide = _list(trace.width) if isinstance(trace.width, (tuple, list, np.ndarray)) else 0.8 / count
    positions: Any = names if numeric or count == 1 else np.arange(len(names)) + rank * 0.8 / count
    draw: Any = axes.barh if flat else axes.bar
    label = _plain(trace.name or "_")
    side = {"left": below} if flat else {"bottom": below}
    thick = {"height": wide} if flat else {"width": wide}
    drawn = draw(positions, heights, color=_colors(trace, len(names)), label=label, **side, **thick)
    if count > 1 and not numeric and rank == 0:
        ticks = np.arange(len(names)) + 0.4 - 0.4 / count
        (axes.set_yticks if flat else axes.set_xticks)(ticks, names)
    texts = _list(trace.text) if trace.text is not None and not isinstance(trace.text, str) else []
    if texts:
        axes.bar_label(drawn, labels=[str(text or "") for text in texts], fontsize=9, padding=3)
    if bases is not None:
        for name, height in zip(names, heights, strict=True):
            bases[name] = bases.get(name, 0.0) + height


def _line(axes: Axes, trace: Any) -> None:
    x, y = _list(trace.x), _list(trace.y)
    mode = trace.mode or "lines"
    color = trace.line.color or (_colors(trace, len(x)) if "markers" in mode else INK)
    symbol = trace.marker.symbol if isinstance(trace.marker.symbol, str) else "circle"
    if "lines" in mode:
        dash = _DASHES.get(trace.line.dash or "solid", "-")
        marker = _MARKERS.get(symbol, "o") if "markers" in mode else ""
        label = _plain(trace.name) if trace.name and trace.showlegend is not False else "_"
        axes.plot(x, y, color=color if isinstance(color, str) else INK, linestyle=dash,
                  marker=marker, label=label, linewidth=trace.line.width or 2)  # fmt: skip
    elif "markers" in mode:
        axes.scatter(x, y, c=_colors(trace, len(x)), marker=_MARKERS.get(symbol, "o"),
                     label=_plain(trace.name or "_"), s=46, zorder=3)  # fmt: skip
    if trace.error_x.array is not None:
        after, before = _list(trace.error_x.array), _list(trace.error_x.arrayminus)
        axes.errorbar(x, y, xerr=[before or after, after], fmt="none", ecolor=MUTED, zorder=2)
    if "text" in mode:
        _texts(axes, zip(x, y, _list(trace.text), strict=True))


def _texts(axes: Axes, points: Iterable[tuple[Any, Any, Any]]) -> None:
    for x, y, text in points:
        axes.annotate(str(text), (x, y), xytext=(0, -14), textcoords="offset points",
                      ha="center", fontsize=9)  # fmt: skip


def _axis(axes: Axes, axis: Any, side: str) -> None:
    title = _plain(axis.title.text or "")
    (axes.set_xlabel if side == "x" else axes.set_ylabel)(title)
    whole = axis.tickformat == "d"
    ticks = axes.xaxis if side == "x" else axes.yaxis
    if axis.tickvals is None and axis.categoryarray is None and axis.type != "log":
        _french_ticks(ticks, whole)
    if axis.type == "log":
        (axes.set_xscale if side == "x" else axes.set_yscale)("log")
    if axis.range is not None and axis.type != "log" and _numeric(axis.range):
        (axes.set_xlim if side == "x" else axes.set_ylim)(*axis.range)
    if axis.rangemode == "tozero":
        (axes.set_xlim if side == "x" else axes.set_ylim)(0)
    if axis.tickvals is not None and axis.ticktext is not None:
        (axes.set_xticks if side == "x" else axes.set_yticks)(
            _list(axis.tickvals), _list(axis.ticktext)
        )
    if axis.autorange == "reversed":
        (axes.invert_xaxis if side == "x" else axes.invert_yaxis)()


def _french_ticks(axis: Any, whole: bool) -> None:
    """Numbers of an axis the French way; whole years without a thousands space."""
    if isinstance(axis.get_major_formatter(), StrCategoryFormatter):
        return
    if whole:
        axis.set_major_locator(MaxNLocator(integer=True))
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))
    else:
        axis.set_major_formatter(FuncFormatter(lambda value, _: _short(value)))


def _short(value: float) -> str:
    decimals = next((d for d in range(4) if abs(value - round(value, d)) < 1e-9), 4)
    return number(value, decimals)


def _numeric(limits: Any) -> bool:
    return all(isinstance(one, (int, float)) for one in limits)
