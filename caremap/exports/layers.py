"""What a map shows over its classes, as shapes: circles, arcs, hatched zones, places, perimeters.

Sizes are pixels of the screen and the rules those of caremap-map.js: a file looks like the page.
"""

from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from caremap.exports import geography
from caremap.formats import number
from caremap.maps import MapView

MAX_RADIUS, MIN_RADIUS, ARRIVAL_RADIUS = 26, 2, 3.5
PARTIAL = "Listes partielles : l'absence d'un point ne veut rien dire"
ZIP, ZAC, FRAGILE = "1", "2", "9"
HATCHES = {
    ZIP: "ZIP (zonage de mai 2025)",
    ZAC: "ZAC (zonage de mai 2025)",
    FRAGILE: "la classe change si un seul généraliste part",
}
FAMILIES = {
    "msp": "MSP",
    "centre_de_sante": "Centre de santé",
    "projet": "Projet",
    "autre": "Autre lieu",
    "cpts": "CPTS (commune d'ancrage)",
    "hopital": "Site hospitalier avec internes",
}
PLACE_SIZE = 14
PLACE_SHAPES = {
    "msp": "M2 2h10v10h-10z",
    "centre_de_sante": "M7 1l6 6-6 6-6-6z",
    "projet": "M7 2l6 10h-12z",
    "hopital": "M5 1h4v4h4v4h-4v4h-4v-4h-4v-4h4z",
    "cpts": "M7 1a6 6 0 1 0 .01 0z",
    "autre": "M4 4h6v6h-6z",
}
_STEPS = 24
_HATCHES_ACROSS = 62


def legend(view: MapView) -> list[tuple[str, str]]:
    """Mark and words of what is on: « cercles », a zone, a family, « perimetre », « flux »."""
    over, found = view.overlay, []
    if view.mode == "symboles":
        largest = number(float(np.nanmax(view.series[0].values)))
        found.append(("cercles", f"Surface proportionnelle au nombre ; le plus grand : {largest}"))
    found += [(mark, words) for mark, words in HATCHES.items() if mark in over.zones]
    found += [(name, FAMILIES[name]) for name in FAMILIES if name in over.families]
    if over.cpts_communes:
        found.append(("perimetre", "Périmètre connu de CPTS"))
    if len(over.flows) > 1:
        most = number(max(weight for _, _, weight in over.flows[1:]))
        found.append(("flux", f"Un arc par commune d'accueil ; le plus large : {most}"))
    return found


def is_partial(view: MapView) -> bool:
    """Whether a list of places is on that does not hold every place."""
    return any(name != "hopital" for name in view.overlay.families)


def circles(release: Path, view: MapView, inside: NDArray[np.bool_]) -> pd.DataFrame:
    """One row a circle: position of its territory, lon, lat, radius (pixels).

    Areas follow the figures; the largest figure of the whole map, filtered or not, has the largest.
    """
    series = view.series[0]
    values = np.nan_to_num(np.round(series.values, series.indicator.decimals))
    highest = max(float(values.max()), 1.0)
    shown = np.flatnonzero(inside & (values > 0))
    radius = MAX_RADIUS * np.sqrt(values[shown] / highest)
    centers = geography.centers(release, view.level)[shown]
    return pd.DataFrame(
        {
            "position": shown,
            "lon": centers[:, 0],
            "lat": centers[:, 1],
            "radius": np.maximum(radius, MIN_RADIUS),
        }
    )


def arcs(view: MapView) -> list[tuple[NDArray[np.float64], float]]:
    """Points (n, 2) in degrees from the origin to each arrival, and the width of the arc."""
    if len(view.overlay.flows) < 2:
        return []
    (lon, lat, _), *arrivals = view.overlay.flows
    origin, highest = np.array([lon, lat]), max(*(one[2] for one in arrivals), 1.0)
    found = []
    for *place, weight in arrivals:
        end = np.array(place)
        across, up = end - origin
        bend = (end + origin) / 2 + np.array([-0.28 * up, 0.12 * across])
        t = np.linspace(0, 1, _STEPS + 1)[:, None]
        points = (1 - t) ** 2 * origin + 2 * t * (1 - t) * bend + t**2 * end
        found.append((points, 1 + 7 * float(np.sqrt(weight / highest))))
    return found


def zone(release: Path, view: MapView, mark: str) -> BaseGeometry:
    """Communes of one mark, together."""
    communes = geography.territories(release, "commune")
    marked = np.array(list(view.overlay.zones)) == mark
    return communes.geometry[marked].union_all()


def hatch(area: BaseGeometry, across: tuple[float, float, float, float]) -> BaseGeometry:
    """Slanted lines in an area, spaced for a drawing of these bounds (west, south, east, north)."""
    west, south, east, north = across
    step, wide = _spacing(across)
    run = (north - south) * wide / step
    starts = np.arange(west - run, east, wide)
    ends = [[(x, south), (x + run, north)] for x in starts]
    return shapely.MultiLineString(ends).intersection(area)


def dots(area: BaseGeometry, across: tuple[float, float, float, float]) -> NDArray[np.float64]:
    """Points (n, 2) in an area, spaced for a drawing of these bounds."""
    west, south, east, north = across
    step, wide = _spacing(across)
    grid = np.meshgrid(np.arange(west, east, wide), np.arange(south, north, step))
    points = np.column_stack([one.ravel() for one in grid])
    shapely.prepare(area)
    held: NDArray[np.float64] = points[shapely.contains_xy(area, points[:, 0], points[:, 1])]
    return held


def _spacing(across: tuple[float, float, float, float]) -> tuple[float, float]:
    """Degrees up and across between two hatches: the same length on the ground."""
    _, south, _, north = across
    step = (north - south) / _HATCHES_ACROSS
    return step, step / float(np.cos(np.radians((south + north) / 2)))


def places(release: Path, view: MapView) -> pd.DataFrame:
    """Places of the families shown: family, name, lon, lat; those of one commune are spread."""
    rows = geography.structures(release)
    shown = rows[rows["family"].isin(view.overlay.families)].reset_index(drop=True)
    seen: Counter[str] = Counter()
    ranks = []
    for commune in shown["commune_id"]:
        ranks.append(seen[commune])
        seen[commune] += 1
    rank = np.array(ranks, dtype=float)
    reach = 0.006 * np.sqrt(rank)
    return shown.assign(
        lon=shown["lon"] + 1.55 * reach * np.cos(2.4 * rank) * (rank > 0),
        lat=shown["lat"] + reach * np.sin(2.4 * rank) * (rank > 0),
    )


def undrawn(view: MapView) -> str:
    """Names of the layers that a file of territories alone leaves out; empty without any."""
    over = view.overlay
    named = {
        "flux": len(over.flows) > 1,
        "zonage": ZIP in over.zones or ZAC in over.zones,
        "hachures des classes fragiles": FRAGILE in over.zones,
        "structures": bool(over.families),
        "périmètres de CPTS": bool(over.cpts_communes),
    }
    return ", ".join(name for name, is_on in named.items() if is_on)


def perimeter(release: Path, view: MapView) -> BaseGeometry:
    """Outline of the communes of the known CPTS."""
    communes = geography.territories(release, "commune")
    own = communes[communes["territory_id"].isin(view.overlay.cpts_communes)]
    return own.geometry.union_all().boundary
