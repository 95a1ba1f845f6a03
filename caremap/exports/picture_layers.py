"""Layers of a map on a picture, with their own legend in its corner."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from caremap.exports import layers
from caremap.maps import MapView
from caremap.palettes import FAMILY_COLORS, SYMBOL

_DARK = "#14181c"
_HALO = ((2.8, "white", 0.85), (1.2, _DARK, 0.9))
_STROKES = {layers.ZIP: ((1.2, _DARK, 0.75),), layers.FRAGILE: _HALO}
_DOT, _PLACE = 2.4, 11
_MARKERS = {
    "msp": "s",
    "centre_de_sante": "D",
    "projet": "^",
    "autre": "s",
    "cpts": "o",
    "hopital": "P",
}
# A picture 8.8 inches high has about a point for each pixel of the map on screen.
_SCREEN_INCHES = 8.8


def scale(axes: Axes) -> float:
    """Points of this picture for one pixel of the map on screen."""
    return float(axes.figure.get_figheight() / _SCREEN_INCHES)  # type: ignore[union-attr]


def draw_circles(axes: Axes, release: Path, view: MapView, inside: NDArray[np.bool_]) -> None:
    """Draw a circle a territory, its area proportional to the figure."""
    rows = layers.circles(release, view, inside)
    axes.scatter(
        rows["lon"], rows["lat"], s=(2 * scale(axes) * rows["radius"]) ** 2, color=SYMBOL,
        alpha=0.75, edgecolor="white", linewidth=0.6, zorder=4, gid="cercles",
    )  # fmt: skip


def draw_layers(axes: Axes, release: Path, view: MapView) -> None:
    """Draw zones, perimeters, flows and places in a picture already framed, then their legend."""
    for mark in layers.HATCHES:
        if mark in view.overlay.zones:
            _zone(axes, release, view, mark)
    if view.overlay.cpts_communes:
        _perimeter(axes, release, view)
    if view.overlay.flows:
        _flows(axes, view)
    if view.overlay.families:
        _places(axes, release, view)
    _legend(axes, view)


def _zone(axes: Axes, release: Path, view: MapView, mark: str) -> None:
    across = (axes.get_xlim()[0], axes.get_ylim()[0], axes.get_xlim()[1], axes.get_ylim()[1])
    area, size = layers.zone(release, view, mark), scale(axes)
    if mark == layers.ZAC:
        points = layers.dots(area, across)
        axes.scatter(
            points[:, 0], points[:, 1], s=(_DOT * size) ** 2, color=_DARK, alpha=0.6,
            linewidth=0, zorder=4.1, gid=f"zone-{mark}",
        )  # fmt: skip
        return
    lines = _lines(layers.hatch(area, across))
    for width, color, alpha in _STROKES[mark]:
        axes.add_collection(
            LineCollection(lines, linewidths=width * size, colors=color, alpha=alpha,
                           zorder=4.1, gid=f"zone-{mark}"), autolim=False)  # fmt: skip


def _lines(shape: Any) -> list[NDArray[np.float64]]:
    """Points of each line of a shape; an intersection may also hold single points."""
    return [
        np.array(part.coords) for part in shapely.get_parts(shape) if part.geom_type == "LineString"
    ]


def _perimeter(axes: Axes, release: Path, view: MapView) -> None:
    drawn = LineCollection(
        _lines(layers.perimeter(release, view)), linewidths=2.5 * scale(axes),
        colors=FAMILY_COLORS["cpts"], linestyles="dashed", zorder=4.3, gid="perimetre",
    )  # fmt: skip
    axes.add_collection(drawn, autolim=False)


def _flows(axes: Axes, view: MapView) -> None:
    drawn, size = layers.arcs(view), scale(axes)
    axes.add_collection(
        LineCollection([points for points, _ in drawn], linewidths=[size * w for _, w in drawn],
                       colors=SYMBOL, alpha=0.6, capstyle="round", zorder=4.3, gid="flux"),
        autolim=False)  # fmt: skip
    ends = np.array([points[-1] for points, _ in drawn]).reshape(-1, 2)
    axes.scatter(ends[:, 0], ends[:, 1], s=(2 * layers.ARRIVAL_RADIUS * size) ** 2, color=SYMBOL,
                 linewidth=0, zorder=4.3)  # fmt: skip


def _places(axes: Axes, release: Path, view: MapView) -> None:
    for family, rows in layers.places(release, view).groupby("family"):
        axes.scatter(
            rows["lon"], rows["lat"], marker=_MARKERS[str(family)],
            s=(_PLACE * max(scale(axes), 0.6)) ** 2, color=FAMILY_COLORS[str(family)],
            edgecolor="white", linewidth=0.6, zorder=6, gid=f"lieux-{family}",
        )  # fmt: skip


def _legend(axes: Axes, view: MapView) -> None:
    """Name what is drawn, inside the picture: every kind of file then says it."""
    told = layers.legend(view)
    if not told:
        return
    handles = [_handle(mark) for mark, _ in told]
    title = layers.PARTIAL if layers.is_partial(view) else None
    axes.add_artist(
        Legend(axes, handles, [words for _, words in told], title=title, loc="upper right",
               fontsize=7.5, title_fontsize=7.5, framealpha=0.92, alignment="left")
    ).set_zorder(7)  # fmt: skip


def _handle(mark: str) -> Line2D | Patch:
    made: dict[str, Callable[[], Line2D | Patch]] = {
        layers.ZIP: lambda: Patch(fc="white", ec=_DARK, hatch="////", linewidth=0.4),
        layers.FRAGILE: lambda: Patch(fc="white", ec=_DARK, hatch="////", linewidth=0.4),
        layers.ZAC: lambda: Patch(fc="white", ec=_DARK, hatch="....", linewidth=0.4),
        "cercles": lambda: Line2D(
            [], [], marker="o", markersize=9, color=SYMBOL, linestyle="", alpha=0.75
        ),
        "perimetre": lambda: Line2D([], [], color=FAMILY_COLORS["cpts"], linestyle="dashed"),
        "flux": lambda: Line2D([], [], color=SYMBOL, linewidth=4, alpha=0.6),
    }
    if mark in made:
        return made[mark]()
    return Line2D([], [], marker=_MARKERS[mark], color=FAMILY_COLORS[mark], linestyle="",
                  markeredgecolor="white")  # fmt: skip
