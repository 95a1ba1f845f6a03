"""Maps and charts as PNG or SVG, drawn without a browser."""

import io
import textwrap
import threading
from itertools import takewhile
from pathlib import Path
from typing import Any, Literal

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from caremap.catalog import STATUSES
from caremap.exports import geography
from caremap.exports.chart_pictures import draw_chart
from caremap.exports.picture_layers import draw_circles, draw_layers
from caremap.exports.view import WATERMARK, ChartPiece, MapPiece, Piece, View, Words
from caremap.maps import CLASS_CHARACTERS, OUTSIDE
from caremap.palettes import INK, MUTED, OUTSIDE_GROUND

Kind = Literal["png", "svg"]
_SEA, _LAND, _BORDER = "#dfe8ee", "#eceff2", "#7a8490"
_TOWNS = 14
# The style of matplotlib is global: one picture at a time.
_DRAWING = threading.Lock()
_STYLE: Any = {
    "font.size": 11,
    "svg.hashsalt": "caremap",
    "text.color": INK,
    "hatch.linewidth": 0.6,
}


def picture(release: Path, view: View, piece: MapPiece | ChartPiece, kind: Kind) -> bytes:
    """One map or chart with its title, legend, source and release. The bytes of an image file."""
    with _DRAWING, rc_context(_STYLE):
        figure = Figure(figsize=(12, 8.8), layout="constrained")
        axes = figure.subplots()
        if isinstance(piece, MapPiece):
            draw_map(axes, release, piece)
            _legend(axes, piece)
        else:
            draw_chart(axes, piece.figure)
        figure.suptitle(
            _wrapped(piece.title, 96), fontsize=15, fontweight="bold", x=0.01, ha="left"
        )
        figure.supxlabel(_foot(view, piece), fontsize=8, color=MUTED, x=0.01, ha="left")
        if view.is_demo:
            figure.text(0.5, 0.5, WATERMARK, fontsize=34, color="#8c1d18", alpha=0.35,
                        ha="center", va="center", rotation=20)  # fmt: skip
        return _written(figure, kind)


def drawing(release: Path, piece: MapPiece | ChartPiece, kind: Kind, size: Any) -> bytes:
    """Only the map or the chart, for a document that writes the words itself; size in inches."""
    with _DRAWING, rc_context(_STYLE):
        figure = Figure(figsize=size, layout="constrained")
        axes = figure.subplots()
        if isinstance(piece, MapPiece):
            draw_map(axes, release, piece)
        else:
            draw_chart(axes, piece.figure)
        return _written(figure, kind)


def _written(figure: Figure, kind: Kind) -> bytes:
    content = io.BytesIO()
    # Without a date, two files of one view are the same.
    dated: dict[str, Any] = {"Date": None} if kind == "svg" else {"Software": None}
    figure.savefig(content, format=kind, dpi=150, metadata=dated, facecolor="white")
    return content.getvalue()


def draw_map(axes: Axes, release: Path, piece: MapPiece) -> None:
    """Draw classes or circles, and layers, as on screen; no figure is hatched, others are pale."""
    view = piece.view
    shapes = geography.territories(release, view.level)
    codes = np.array([CLASS_CHARACTERS.find(code) for code in view.codes])
    inside = np.array([code != OUTSIDE for code in view.codes])
    if piece.zoom:
        inside = shapes["territory_id"].isin(piece.zoom).to_numpy()
    colors = np.array([*view.palette, "#ffffff"], dtype=object)[codes]
    geography.background(release).plot(ax=axes, color=_LAND, edgecolor="none")
    thin = 0.25 if view.level == "commune" else 0.7
    if not inside.all():
        shapes[~inside].plot(ax=axes, color=OUTSIDE_GROUND, edgecolor=_BORDER, linewidth=thin * 0.6)
    known = inside & (codes >= 0)
    if known.any():
        shapes[known].plot(ax=axes, color=list(colors[known]), edgecolor=_BORDER, linewidth=thin)
    if (inside & ~known).any():
        shapes[inside & ~known].plot(
            ax=axes, color="#ffffff", edgecolor=_BORDER, linewidth=thin, hatch="////"
        )
    if view.mode == "symboles":
        draw_circles(axes, release, view, inside)
    _edges(axes, release, piece)
    _towns(axes, release)
    _frame(axes, shapes[inside])
    draw_layers(axes, release, view)


def _edges(axes: Axes, release: Path, piece: MapPiece) -> None:
    departements = geography.territories(release, "departement")
    departements.boundary.plot(ax=axes, color=INK, linewidth=0.9)
    if piece.outline:
        communes = geography.territories(release, "commune")
        chosen = communes[communes["territory_id"].isin(piece.outline)]
        chosen.dissolve().boundary.plot(ax=axes, color=INK, linewidth=2.6)


def _towns(axes: Axes, release: Path) -> None:
    written: list[tuple[float, float]] = []
    for name, lon, lat in geography.places(release)[:_TOWNS]:
        if any(abs(lon - x) < 0.2 and abs(lat - y) < 0.05 for x, y in written):
            continue
        written.append((lon, lat))
        axes.plot(lon, lat, ".", color=INK, markersize=3, zorder=5)
        axes.annotate(name, (lon, lat), xytext=(3, 3), textcoords="offset points", fontsize=7.5,
                      zorder=5, bbox={"fc": "white", "ec": "none", "alpha": 0.6, "pad": 0.6},
                      annotation_clip=True, clip_on=True)  # fmt: skip


def _frame(axes: Axes, shapes: Any) -> None:
    west, south, east, north = shapes.total_bounds
    across, up = 0.02 * (east - west), 0.02 * (north - south)
    axes.set(xlim=(west - across, east + across), ylim=(south - up, north + up), facecolor=_SEA)
    axes.set_aspect(1 / np.cos(np.radians((south + north) / 2)))
    axes.set(xticks=[], yticks=[], xlabel="", ylabel="")


def _legend(axes: Axes, piece: MapPiece) -> None:
    handles = [
        Patch(facecolor=row.color or "white", edgecolor=_BORDER, hatch="" if row.color else "////",
              label=f"{row.label} ({row.count})" if row.count else row.label)
        for row in piece.legend.rows
    ]  # fmt: skip
    if handles:
        title = _wrapped(f"{piece.legend.title}\n{piece.legend.unit}", 46)
        axes.legend(handles=handles, title=title, loc="center left", bbox_to_anchor=(1.0, 0.5),
                    frameon=False, fontsize=9.5, title_fontsize=9.5, alignment="left")  # fmt: skip
    if piece.legend.note:
        axes.set_xlabel(piece.legend.note, fontsize=9)


def _foot(view: View, piece: MapPiece | ChartPiece) -> str:
    """Reading, source, choices, licences, statuses and release: a picture travels alone."""
    source = own_words(view, piece, "source") or " ; ".join(one.citation for one in view.sources)
    licences = dict.fromkeys(one.licence for one in view.sources)
    statuses = [f"{s.label} : {s.definition}" for s in STATUSES if s.label in source]
    lines = (
        own_words(view, piece, "reading"),
        source,
        " ; ".join(f"{name} : {value}" for name, value in view.filters),
        f"Licences : {' ; '.join(licences)}. {' '.join(statuses)}",
        f"Version {view.release_id}, données construites le {view.built_on}. {view.made_on}.",
    )
    return "\n".join(_wrapped(line, 170) for line in lines if line)


def own_words(view: View, piece: MapPiece | ChartPiece, role: str) -> str:
    """Words under a drawing, or between its heading and it; never those of another figure."""
    at = next(position for position, one in enumerate(view.pieces) if one is piece)
    after = list(takewhile(lambda one: not _starts_another(one), view.pieces[at + 1 :]))
    before = list(takewhile(lambda one: not _starts_another(one), view.pieces[:at][::-1]))
    if at > len(before) and isinstance(view.pieces[at - len(before) - 1], MapPiece | ChartPiece):
        before = []  # they are under the drawing above
    found = (p.text for p in (*after, *before) if isinstance(p, Words) and p.role == role)
    return next(found, "")


def _starts_another(piece: Piece) -> bool:
    """A heading or another drawing: what lies beyond tells another figure."""
    return isinstance(piece, MapPiece | ChartPiece) or (
        isinstance(piece, Words) and piece.role == "heading"
    )


def _wrapped(text: str, width: int) -> str:
    return "\n".join(
        line for part in text.split("\n") for line in (textwrap.wrap(part, width) or [""])
    )
