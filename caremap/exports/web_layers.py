"""Layers of the offline map: circles, hatches, perimeters, flows and places, drawn by Leaflet."""

from html import escape
from pathlib import Path
from typing import Any

import folium
import numpy as np
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from caremap.exports import geography, layers
from caremap.maps import MapView
from caremap.palettes import FAMILY_COLORS, SYMBOL

_DARK = "#14181c"
_STILL: dict[str, Any] = {"interactive": False}
_MARKS = {
    "cercles": ("●", SYMBOL),
    layers.ZIP: ("▨", _DARK),
    layers.ZAC: ("░", _DARK),
    layers.FRAGILE: ("▨", _DARK),
    "perimetre": ("┅", FAMILY_COLORS["cpts"]),
    "flux": ("━", SYMBOL),
}


def add_layers(
    leaflet: folium.Map, release: Path, view: MapView, territories: list[dict[str, Any]]
) -> None:
    """Add what is drawn over the classes; `territories` are the features of the map, in order."""
    if view.mode == "symboles":
        _circles(leaflet, release, view, territories)
    bounds = tuple(geography.territories(release, view.level).total_bounds)
    for mark in layers.HATCHES:
        if mark in view.overlay.zones:
            _zone(leaflet, layers.zone(release, view, mark), mark, bounds)
    if view.overlay.cpts_communes:
        outline = {"color": FAMILY_COLORS["cpts"], "weight": 2.5, "dashArray": "6 4"}
        _add(leaflet, layers.perimeter(release, view), outline)
    flows = layers.arcs(view)
    for points, width in flows:
        arc = {"color": SYMBOL, "opacity": 0.6, "weight": round(width, 2)}
        _add(leaflet, shapely.LineString(points), arc)
    if flows:
        ends = [points[-1] for points, _ in flows]
        _points(leaflet, ends, layers.ARRIVAL_RADIUS, SYMBOL)
    _places(leaflet, release, view)


def _circles(
    leaflet: folium.Map, release: Path, view: MapView, territories: list[dict[str, Any]]
) -> None:
    ids = geography.territories(release, view.level)["departement_id"].to_numpy()
    rows = layers.circles(release, view, (ids == view.departement) | (not view.departement))
    if rows.empty:
        return
    found = []
    for row in rows.itertuples():
        own = territories[row.position]
        properties = own["properties"] | {"_radius": round(row.radius, 2)}
        center = {"type": "Point", "coordinates": [row.lon, row.lat]}
        found.append(own | {"properties": properties, "geometry": center})
    fields = [name for name in found[0]["properties"] if name[:1] != "_"]
    folium.GeoJson(
        {"type": "FeatureCollection", "features": found},
        marker=folium.CircleMarker(),
        style_function=_circle,
        tooltip=folium.GeoJsonTooltip(fields, localize=False),
    ).add_to(leaflet)


def _circle(feature: dict[str, Any]) -> dict[str, Any]:
    return {
        "radius": feature["properties"]["_radius"],
        "color": "#ffffff",
        "weight": 0.8,
        "fill": True,
        "fillColor": SYMBOL,
        "fillOpacity": 0.85,
    }


def _zone(leaflet: folium.Map, area: BaseGeometry, mark: str, bounds: tuple[float, ...]) -> None:
    west, south, east, north = bounds
    across = (west, south, east, north)
    if mark == layers.ZAC:
        _points(leaflet, layers.dots(area, across), 1.2, _DARK)
        return
    lines = layers.hatch(area, across)
    if mark == layers.FRAGILE:
        _add(leaflet, lines, {"color": "#ffffff", "opacity": 0.85, "weight": 2.8})
    _add(leaflet, lines, {"color": _DARK, "opacity": 0.8, "weight": 1.2})


def _add(leaflet: folium.Map, shape: BaseGeometry, look: dict[str, Any]) -> None:
    """Draw lines that let the pointer reach the territory under them."""
    still = {"fill": False} | look | _STILL
    folium.GeoJson(_feature(shape), style_function=lambda _: still, **_STILL).add_to(leaflet)


def _points(leaflet: folium.Map, points: Any, radius: float, color: str) -> None:
    dot = folium.CircleMarker(
        radius=radius, stroke=False, fill=True, fill_color=color, fill_opacity=0.8, **_STILL
    )
    shape = shapely.MultiPoint(np.round(points, 4))
    folium.GeoJson(_feature(shape), marker=dot, **_STILL).add_to(leaflet)


def _feature(shape: BaseGeometry) -> dict[str, Any]:
    rounded = shapely.set_precision(shape, 1e-5)
    return {"type": "Feature", "properties": {}, "geometry": mapping(rounded)}


def _places(leaflet: folium.Map, release: Path, view: MapView) -> None:
    for family, rows in layers.places(release, view).groupby("family"):
        found = [
            {
                "type": "Feature",
                "properties": {"nom": escape(row.name)},
                "geometry": {"type": "Point", "coordinates": [row.lon, row.lat]},
            }
            for row in rows.itertuples(index=False)
        ]
        size = layers.PLACE_SIZE
        icon = (
            f'<svg width="{size}" height="{size}"><path d="{layers.PLACE_SHAPES[str(family)]}" '
            f'fill="{FAMILY_COLORS[str(family)]}" stroke="#ffffff"/></svg>'
        )
        folium.GeoJson(
            {"type": "FeatureCollection", "features": found},
            marker=folium.Marker(
                icon=folium.DivIcon(html=icon, icon_size=(size, size), class_name="lieu")
            ),
            tooltip=folium.GeoJsonTooltip(["nom"], labels=False, localize=False),
        ).add_to(leaflet)


def legend(view: MapView) -> str:
    """Name each layer that is on, in HTML."""
    told = "".join(
        f'<span><b style="color:{_mark(mark)[1]}">{_mark(mark)[0]}</b> {escape(words)}</span>'
        for mark, words in layers.legend(view)
    )
    warning = f"<br>{escape(layers.PARTIAL)}." if layers.is_partial(view) else ""
    return f"{told}{warning}"


def _mark(mark: str) -> tuple[str, str]:
    if mark in _MARKS:
        return _MARKS[mark]
    path = layers.PLACE_SHAPES[mark]
    size = layers.PLACE_SIZE
    drawn = f'<svg width="{size}" height="{size}"><path d="{path}" fill="currentColor"/></svg>'
    return drawn, FAMILY_COLORS[mark]
