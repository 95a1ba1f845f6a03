"""First map of a view as one HTML file that opens without any network: Leaflet is inside."""

from html import escape
from pathlib import Path
from typing import Any

import folium
from branca.element import Element

from caremap.exports import geography, web_layers
from caremap.exports.geojson import features
from caremap.exports.view import WATERMARK, MapPiece, View, metadata
from caremap.formats import number
from caremap.maps import CLASS_CHARACTERS, OUTSIDE
from caremap.palettes import INK, OUTSIDE_GROUND
from caremap.paths import ASSETS

_ABSENT = "#ffffff"
_UNCLASSED = "hors du département choisi"
_STYLE = """
html,body{height:100%;margin:0;font:16px/1.4 system-ui,sans-serif;color:#16202a}
body{display:flex;flex-direction:column} header{padding:.8rem 1rem 0} h1{font-size:1.35rem;margin:0}
header p{margin:.2rem 0} .folium-map{flex:1;min-height:320px;position:relative!important;
background:#dfe8ee} aside{padding:.4rem 1rem;font-size:.9rem} aside span{display:inline-flex;
align-items:center;gap:.35rem;margin:0 .9rem .2rem 0} aside i{width:1rem;height:1rem;
border:1px solid #5b6770;display:inline-block} footer{padding:.2rem 1rem .8rem;font-size:.8rem;
color:#4a555e} .demo{background:#8c1d18;color:#fff;padding:.4rem 1rem;font-weight:700}
details{max-height:40vh;overflow:auto}
"""


def html_map(release: Path, view: View) -> bytes:
    """Return the page: title, reading, map with tooltips, legend, sources and metadata."""
    piece = view.maps[0]
    leaflet = folium.Map(tiles=None, zoom_snap=0.1, prefer_canvas=True)
    leaflet.default_js, leaflet.default_css = [], []
    collection: dict[str, Any] = {"type": "FeatureCollection", "features": _written(release, piece)}
    fields = [name for name in collection["features"][0]["properties"] if name[:1] != "_"]
    layer = folium.GeoJson(
        collection,
        style_function=_style,
        tooltip=folium.GeoJsonTooltip(fields, localize=False),
        smooth_factor=0.3,
    )
    layer.add_to(leaflet)
    web_layers.add_layers(leaflet, release, piece.view, collection["features"])
    west, south, east, north = geography.territories(release, piece.view.level).total_bounds
    leaflet.fit_bounds([[south, west], [north, east]])
    root = leaflet.get_root()
    for content in _head(view):
        root.header.add_child(Element(content))  # type: ignore[attr-defined]
    drawn: str = root.render()
    body = _above(view, piece), _below(view, piece)
    return _between(drawn, *body).encode()


def _written(release: Path, piece: MapPiece) -> list[dict[str, Any]]:
    """Features whose texts are escaped (tooltips are HTML) and figures written the French way."""
    decimals = {s.indicator.short_label: s.indicator.decimals for s in piece.view.series}
    found = features(release, piece)
    for position, feature in enumerate(found):
        properties = {
            escape(name): number(value, decimals[name])
            if name in decimals
            else escape(_UNCLASSED if value is None else str(value))
            for name, value in feature["properties"].items()
        }
        feature["properties"] = properties | {"_color": _color(piece, piece.view.codes[position])}
    return found


def _color(piece: MapPiece, code: str) -> str:
    index = CLASS_CHARACTERS.find(code)
    if 0 <= index < len(piece.view.palette):
        return piece.view.palette[index]
    return OUTSIDE_GROUND if code == OUTSIDE else _ABSENT


def _style(feature: dict[str, Any]) -> dict[str, Any]:
    color = feature["properties"]["_color"]
    return {"fillColor": color, "fillOpacity": 1, "color": "#7a8490", "weight": 0.5}


def _head(view: View) -> list[str]:
    leaflet = ASSETS / "leaflet"
    script = (leaflet / "leaflet.js").read_text(encoding="utf-8").replace("</script", "<\\/script")
    style = (leaflet / "leaflet.css").read_text(encoding="utf-8")
    return [
        f"<title>{escape(view.title)}</title>",
        f"<style>{style}</style><style>{_STYLE}</style>",
        f"<script>{script}</script>",
    ]


def _above(view: View, piece: MapPiece) -> str:
    demo = f'<div class="demo">{escape(WATERMARK)}</div>' if view.is_demo else ""
    readings = "".join(f"<p>{escape(text)}</p>" for text in view.words("reading")[:1])
    return f"{demo}<header><h1>{escape(piece.title)}</h1>{readings}</header>"


def _below(view: View, piece: MapPiece) -> str:
    rows = "".join(
        f'<span><i style="background:{escape(row.color or _ABSENT)}"></i>{escape(row.label)} '
        f"({escape(row.count)})</span>"
        for row in piece.legend.rows
    )
    about = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(words)}</dd>" for name, words in metadata(view)
    )
    sources = " ".join(escape(text) for text in dict.fromkeys(view.words("source")))
    return (
        f"<aside><b>{escape(piece.legend.title)}</b> {escape(piece.legend.unit)}<br>{rows}"
        f"{web_layers.legend(piece.view)}</aside>"
        f'<footer style="color:{INK}">{sources}<details><summary>Sources, licences, version'
        f"</summary><dl>{about}</dl></details></footer>"
    )


def _between(drawn: str, above: str, below: str) -> str:
    """Put words before and after the map of a page that folium wrote."""
    drawn = drawn.replace("<html>", '<html lang="fr">', 1)
    start = drawn.index("<body>") + len("<body>")
    end = drawn.index("</body>")
    return f"{drawn[:start]}{above}{drawn[start:end]}{below}{drawn[end:]}"
