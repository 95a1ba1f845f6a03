"""Maps: a constant base drawn once, and a small layer that only carries classes and values.

The base map fetches the geometry of the release by URL. The layer is JSON: class codes, numbers,
a palette and wording of the catalog; text from data never enters it.
"""

import json
from dataclasses import dataclass
from typing import Any

import folium
import numpy as np
import pandas as pd
from branca.element import MacroElement
from jinja2 import Template
from numpy.typing import NDArray

from caremap.catalog import Indicator
from caremap.palettes import FAMILY_COLORS, SYMBOL

_ASSETS = "../../assets"
_SCRIPTS = [
    ("leaflet", f"{_ASSETS}/leaflet/leaflet.js"),
    ("topojson", f"{_ASSETS}/topojson/topojson-client.min.js"),
    ("caremap", f"{_ASSETS}/caremap-map.js"),
]
_STYLES = [
    ("leaflet_css", f"{_ASSETS}/leaflet/leaflet.css"),
    ("caremap_css", f"{_ASSETS}/caremap-map.css"),
]
# No class has the letter s: there are far fewer classes.
CLASS_CHARACTERS = "0123456789abcdefghijklmnopqr"
SECRET_INDEX, OUTSIDE_INDEX = -2, -3
OUTSIDE = "."
# Read from the end: the dash at -1, s at SECRET_INDEX, the dot at OUTSIDE_INDEX.
_CHARACTERS = np.frombuffer(f"{CLASS_CHARACTERS}{OUTSIDE}s-".encode(), np.uint8)


class _Script(MacroElement):
    """A folium element whose whole script is one call with JSON arguments."""

    _template = Template(
        "{% macro script(this, kwargs) %}{{ this.function }}({{ this.arguments }});{% endmacro %}"
    )

    def __init__(self, function: str, arguments: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Caremap"
        self.function = function
        self.arguments = arguments

    def render(self, **_: Any) -> str:
        """Add nothing to a page: see `_Base`."""
        return ""


class _Base(folium.Map):
    """A map that streamlit-folium shows: it reads the script alone. The page where it draws has the
    style already (caremap-map.css), and folium would compile each piece again at each run.
    """

    default_js = _SCRIPTS
    default_css = _STYLES

    def render(self, **_: Any) -> str:
        """Add nothing to a page."""
        return ""


class _Layer(folium.FeatureGroup):
    """What streamlit-folium adds to the base: it too reads the script alone."""

    def render(self, **_: Any) -> str:
        """Add nothing to a page: see `_Base`."""
        return ""


@dataclass(frozen=True)
class Series:
    """One indicator of a map: values in the order of territory ids, and how to write them.

    With `published_year` the values are those of the release: the browser fetches them once, at
    the first hover, instead of receiving them with each change.
    """

    indicator: Indicator
    values: NDArray[np.float64]
    published_year: int | None = None


@dataclass(frozen=True)
class Overlay:
    """What is drawn above the classes: structure families, CPTS perimeters, zones by commune.

    `flows` are arcs: (lon, lat, weight) of the origin, then of each arrival.
    """

    families: tuple[str, ...] = ()
    cpts_communes: tuple[str, ...] = ()
    zones: str = ""
    flows: tuple[tuple[float, float, float], ...] = ()


@dataclass(frozen=True)
class MapView:
    """What one map shows.

    `codes` has one character a territory: its class, « - » for no figure, « s » for secret, « . »
    outside the chosen département.
    """

    level: str
    codes: str
    palette: tuple[str, ...]
    series: tuple[Series, ...]
    mode: str = "classes"
    departement: str = ""
    selected: str = ""
    focus: str = ""
    overlay: Overlay = Overlay()


def class_codes(index: NDArray[np.int8]) -> str:
    """Write the class of each territory, or the mark of what has none (see MapView)."""
    return _CHARACTERS[index].tobytes().decode()


def base_map(release_id: str) -> folium.Map:
    """Return the base of every map of one release, always the same: no tiles, vendored Leaflet."""
    leaflet = _Base(
        tiles=None,
        zoom_control=False,
        prefer_canvas=True,
        zoom_snap=0.1,
        zoom_delta=0.5,
        min_zoom=7,
        max_zoom=14,
    )
    leaflet.add_child(_Script("caremap.start", f"{leaflet.get_name()}, {_json(release_id)}"))
    return leaflet


def layer(view: MapView, key: str, title: str = "Carte") -> folium.FeatureGroup:
    """Return the layer that repaints the base map; `key` tells a test that it was painted."""
    payload: dict[str, Any] = {
        "key": key,
        "title": title,
        "level": view.level,
        "mode": view.mode,
        "classes": view.codes,
        "palette": view.palette,
        "departement": view.departement,
        "selected": view.selected,
        "focus": view.focus,
        "families": view.overlay.families,
        "cptsCommunes": view.overlay.cpts_communes,
        "zones": view.overlay.zones,
        "flows": view.overlay.flows,
        "series": [_series(series, view) for series in view.series],
    }
    payload = {name: value for name, value in payload.items() if value not in ("", ())}
    payload |= _marks(view)
    group = _Layer(name="valeurs")
    group.add_child(_Script("caremap.paint", _json(payload)))
    return group


def _marks(view: MapView) -> dict[str, Any]:
    """Colours and sizes of what is drawn over the classes, sent only when it is."""
    marks: dict[str, Any] = {}
    if view.overlay.families or view.overlay.cpts_communes:
        marks["familyColors"] = FAMILY_COLORS
    if view.mode == "symboles" or view.overlay.flows:
        marks |= {"symbolColor": SYMBOL, "maxRadius": 26}
    return marks


def _series(series: Series, view: MapView) -> dict[str, Any]:
    indicator = series.indicator
    wording: dict[str, Any] = {
        "label": indicator.short_label,
        "unit": indicator.unit,
        "decimals": indicator.decimals,
        "categories": {str(code): label for code, label, _ in indicator.categories} or None,
    }
    if series.published_year is not None and view.mode != "symboles":
        return wording | {"url": f"{view.level}/{indicator.id}/{series.published_year}"}
    return wording | {"values": rounded(series.values, indicator.decimals)}


def rounded(values: NDArray[np.float64], decimals: int) -> list[float | None]:
    """Return values as written on screen; None where there is no figure."""
    known = np.isfinite(values).tolist()
    written = np.round(values, decimals).tolist()
    return [value if shown else None for value, shown in zip(written, known, strict=True)]


def _json(value: Any) -> str:
    """Write JSON that is safe inside a script element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("`", "\\u0060").replace("\u2028", "\\u2028")


def value_array(rows: pd.DataFrame) -> NDArray[np.float64]:
    """Return the `value` column as floats, NaN where there is no figure."""
    values: NDArray[np.float64] = rows["value"].to_numpy(dtype=np.float64, na_value=np.nan)
    return values
