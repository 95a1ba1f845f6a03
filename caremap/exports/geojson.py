"""Maps of a view as GeoJSON: one feature a territory, with its class and figures."""

import json
from pathlib import Path
from typing import Any

from shapely.geometry import mapping

from caremap.exports import geography
from caremap.exports.layers import undrawn
from caremap.exports.view import MapPiece, View, metadata
from caremap.maps import CLASS_CHARACTERS, OUTSIDE, rounded


def class_label(piece: MapPiece, code: str) -> str | None:
    """Label of the class of one territory, « n.d. » or « s » where there is no figure.

    Outside the chosen département a territory has no class: its figure is published, not classed.
    """
    if code == OUTSIDE:
        return None
    if code == "s":
        return code
    position = CLASS_CHARACTERS.find(code)
    rows = piece.legend.rows
    return rows[position].label if 0 <= position < len(rows) else "n.d."


def features(release: Path, piece: MapPiece) -> list[dict[str, Any]]:
    """One GeoJSON feature per territory of the map, in the order of ids."""
    shapes = geography.territories(release, piece.view.level)
    columns = {
        series.indicator.short_label: rounded(series.values, series.indicator.decimals)
        for series in piece.view.series
    }
    found = []
    for position, row in enumerate(shapes.itertuples()):
        code = piece.view.codes[position]
        properties = {"id": row.territory_id, "nom": row.name, "departement": row.departement_id}
        properties |= {"classe": class_label(piece, code)} if piece.legend.rows else {}
        properties |= {name: values[position] for name, values in columns.items()}
        found.append(
            {
                "type": "Feature",
                "id": row.territory_id,
                "properties": properties,
                "geometry": mapping(row.geometry),
            }
        )
    return found


def geojson_bytes(release: Path, view: View) -> bytes:
    """First map of the view as a FeatureCollection; the member `metadata` says what it is."""
    piece = view.maps[0]
    about = metadata(view)
    if left_out := undrawn(piece.view):
        about.append(("Couches non dessinées dans ce fichier", left_out))
    content = {
        "type": "FeatureCollection",
        "name": piece.title,
        "metadata": [{"nom": name, "texte": words} for name, words in about],
        "features": features(release, piece),
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
