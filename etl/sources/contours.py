"""Contours of communes, GeoJSON of Etalab or GeoPackage of the IGN: codes, validity, area."""

import re
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyogrio
from shapely.errors import ShapelyError

from caremap.catalog.connectors.model import Connector
from caremap.errors import Reject, SourceRefused
from etl.sources.cells import BadCell, convert
from etl.sources.headers import find_header
from etl.sources.lines import Line, require_table
from etl.sources.official import Row, by_key, normalised, refuse_few
from etl.sources.opened import refusal
from etl.sources.parsed import Parsed

_EQUAL_AREA = "EPSG:3035"
_AREAL = frozenset({"Polygon", "MultiPolygon"})
_LARGEST_KM2 = 20_000
_SCHEMA = pa.schema(
    [
        ("commune_id", pa.string()),
        ("name", pa.string()),
        ("area_km2", pa.float64()),
        ("line", pa.int64()),
    ]
)
KINDS = frozenset({"geojson", "gpkg"})
# What the reader, the projection and the geometry library raise; a cut ring stops the last one.
_UNREADABLE = (RuntimeError, ValueError, ShapelyError)


def parse(connector: Connector, path: Path) -> Parsed:
    """One row a commune: commune_id, name, area_km2 (equal-area projection), line (its rank).

    Raises SourceRefused on a file that is not of contours, and on any contour that is empty,
    invalid, or no surface.
    """
    places, areas = _shapes(connector, path)
    titles = [str(name) for name in places.columns if name != "geometry"]
    header, _ = find_header(connector, path, [Line("", 1, titles)])
    names = {name: titles[at] for name, at in header.positions.items()}
    rejects: list[Reject] = []
    found = [
        _row(connector, path, (rank, place, float(area)), names, rejects)
        for rank, (place, area) in enumerate(
            zip(places.to_dict("records"), areas, strict=True), start=1
        )
    ]
    kept, conflicts, duplicates = by_key(connector, path, [row for row in found if row])
    every = [*rejects, *conflicts]
    refuse_few(connector, path, len(kept), every, (len(every), len(found)))
    table = pa.Table.from_pylist(kept, schema=_SCHEMA)
    return Parsed(table, (), len(found), 0, duplicates, len(kept))


def _shapes(connector: Connector, path: Path) -> tuple[gpd.GeoDataFrame, pd.Series]:
    """Contours of a file as they are, and their areas in km²."""
    address, layer = _layer(connector, path)
    try:
        places = gpd.read_file(address, layer=layer, engine="pyogrio")
        if not isinstance(places, gpd.GeoDataFrame):
            raise refusal(path, "aucun contour", "Vérifiez que c'est le fichier des communes.")
        return places, places.geometry.to_crs(_EQUAL_AREA).area / 1e6
    except _UNREADABLE as error:
        raise _unreadable(path, error) from error


def _row(
    connector: Connector,
    path: Path,
    found: tuple[int, dict[str, Any], float],
    names: dict[str, str],
    rejects: list[Reject],
) -> Row | None:
    rank, place, area = found
    told = len(rejects)
    row: Row = {"line": rank, "area_km2": round(area, 4)}
    for one in connector.fields:
        cell = str(place[names[one.column.name]] or "").strip()
        try:
            row[one.column.name] = convert(normalised(cell, one.column), one.column)
        except BadCell as error:
            rejects.append(Reject(path.name, rank, one.titles[0], cell[:60], str(error)))
    if rule := _broken(place["geometry"], area):
        code = str(row.get("commune_id") or "")
        rejects.append(Reject(path.name, rank, "geometry", code, rule))
    return row if len(rejects) == told else None


def _broken(shape: Any, area_km2: float) -> str:
    if shape is None or shape.is_empty:
        return "contour vide"
    if shape.geom_type not in _AREAL:
        return f"surface attendue, {shape.geom_type} trouvé"
    if not shape.is_valid:
        return "contour qui se recoupe"
    if not 0 < area_km2 < _LARGEST_KM2:
        return f"surface de {area_km2:.0f} km²"
    return ""


def _layer(connector: Connector, path: Path) -> tuple[str, str]:
    """Address and layer of the contours. Raises SourceRefused when there is none."""
    require_table(path)
    address = f"/vsigzip/{path}" if path.suffix.casefold() == ".gz" else str(path)
    try:
        layers = [str(name) for name, _ in pyogrio.list_layers(address)]
    except _UNREADABLE as error:
        raise _unreadable(path, error) from error
    named = [name for name in layers if re.fullmatch(connector.sheet or ".*", name, re.IGNORECASE)]
    if named:
        return address, named[0]
    told = ", ".join(layers)
    rule = f"aucune couche ne s'appelle comme attendu ({connector.sheet}) ; couches : {told}"
    raise refusal(path, rule, "Vérifiez que c'est le fichier des communes.")


def _unreadable(path: Path, error: Exception) -> SourceRefused:
    action = "Le fichier est coupé ou n'est pas de contours : téléchargez-le de nouveau."
    return refusal(path, f"contours illisibles ({error})"[:160], action)


def recognises(connector: Connector, path: Path) -> bool:
    """Tell, from the description of its layer, whether a file holds codes and names of communes."""
    try:
        address, layer = _layer(connector, path)
        fields = [str(name) for name in pyogrio.read_info(address, layer=layer)["fields"]]
        find_header(connector, path, [Line("", 1, fields)])
    except (SourceRefused, *_UNREADABLE):
        return False
    return True
