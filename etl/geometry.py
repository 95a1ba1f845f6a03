"""Geometry of a release, ready for the browser: topology of communes, background, points."""

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import geopandas as gpd
import pyarrow as pa
from topojson.core.topology import Topology

QUANTISATION_STEPS = 100_000
LABELLED_PLACES = 10
CONTOURS_FILE = "contours.parquet"
BACKGROUND_FILE = "background.geojson"


def write_geometry(
    connection: duckdb.DuckDBPyConnection, reference: Path, release: Path
) -> list[Path]:
    """Write the geometry folder of a release, each file with its gzip twin; return the files."""
    folder = release / "geometry"
    folder.mkdir()
    communes = connection.execute(
        "select commune_id as id, name, epci_id as epci, arrondissement_id as arr,"
        " departement_id as dep from core.communes order by commune_id"
    ).to_arrow_table()
    contours = gpd.read_parquet(reference / CONTOURS_FILE)
    _write_json(folder / "territories.topojson", topology(communes, contours))
    shutil.copyfile(reference / BACKGROUND_FILE, folder / BACKGROUND_FILE)
    _write_json(folder / "places.json", _places(connection))
    _write_json(folder / "structures.json", _structures(connection))
    files = sorted(folder.iterdir())
    for path in files:
        _compress(path)
    return files


def topology(communes: pa.Table, contours: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return one TopoJSON of communes whose neighbours share their arcs.

    Properties: id, name, epci, arr, dep. Larger territories are merged from it by these ids.
    """
    outlines = contours.set_index("commune_id").geometry
    rows = communes.to_pandas()
    missing = sorted(set(rows["id"]) - set(outlines.index))
    if missing:
        raise ValueError(f"communes sans contour : {', '.join(missing[:5])}")
    areas = gpd.GeoDataFrame(rows, geometry=outlines.loc[rows["id"]].to_numpy(), crs=4326)
    built: dict[str, Any] = Topology(
        areas, object_name="communes", prequantize=QUANTISATION_STEPS, shared_coords=False
    ).to_dict()
    for area in built["objects"]["communes"]["geometries"]:
        area["id"] = area["properties"]["id"]
    return built


def _places(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    return _records(
        connection,
        "select name, lon, lat from core.communes order by population desc, commune_id",
    )[:LABELLED_PLACES]


def _structures(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    return _records(
        connection,
        "select structure_id as id, name, family, lon, lat, commune_id from marts.structures"
        " where lon is not null order by structure_id",
    )


def _records(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = connection.execute(query).to_arrow_table().to_pylist()
    return records


def _write_json(path: Path, content: object) -> None:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    path.write_text(f"{text}\n", encoding="utf-8")


def _compress(path: Path) -> None:
    twin = path.with_name(f"{path.name}.gz")
    twin.write_bytes(gzip.compress(path.read_bytes(), compresslevel=9, mtime=0))
