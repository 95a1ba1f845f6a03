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

from caremap.errors import Reject, SourceRefused

# One step is about 20 m: far under a pixel at the closest zoom, and half the bytes of 2 m.
QUANTISATION_STEPS = 10_000
METRIC_CRS = 2154
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
    built = topology(communes, read_contours(reference))
    built["territories"] = _larger_territories(connection)
    _write_json(folder / "territories.topojson", built)
    shutil.copyfile(reference / BACKGROUND_FILE, folder / BACKGROUND_FILE)
    _write_json(folder / "places.json", _places(connection))
    _write_json(folder / "structures.json", _structures(connection))
    files = sorted(folder.iterdir())
    for path in files:
        _compress(path)
    return files


def read_contours(reference: Path) -> gpd.GeoDataFrame:
    """Return one row per commune: commune_id, contour_basis, geometry (EPSG:4326)."""
    return gpd.read_parquet(reference / CONTOURS_FILE)


def _require_contours(commune_ids: set[str], contours: gpd.GeoDataFrame) -> None:
    missing = sorted(commune_ids - set(contours["commune_id"]))
    if missing:
        rule = "commune sans contour"
        rejects = [Reject(CONTOURS_FILE, 0, "commune_id", code, rule) for code in missing]
        raise SourceRefused(rejects, f"Refaites {CONTOURS_FILE} avec « python -m etl.extract ».")


def load_areas(connection: duckdb.DuckDBPyConnection, reference: Path) -> None:
    """Create `raw.contour_areas`: commune_id and area_km2, measured in Lambert-93.

    Raises SourceRefused when a commune has no contour.
    """
    contours = read_contours(reference)
    known = connection.execute("select commune_id from raw.communes").fetchall()
    _require_contours({commune_id for (commune_id,) in known}, contours)
    areas = pa.table(
        {
            "commune_id": contours["commune_id"].to_list(),
            "area_km2": (contours.to_crs(METRIC_CRS).area / 1e6).round(4).to_list(),
        }
    )
    connection.from_arrow(areas).create("raw.contour_areas")


def topology(communes: pa.Table, contours: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return one TopoJSON of communes whose neighbours share their arcs.

    Each has its id, and the properties name, epci, arr, dep; larger territories are merged from
    it by these ids.
    Raises SourceRefused when a commune has no contour.
    """
    outlines = contours.set_index("commune_id").geometry
    rows = communes.to_pandas()
    _require_contours(set(rows["id"]), contours)
    areas = gpd.GeoDataFrame(rows, geometry=outlines.loc[rows["id"]].to_numpy(), crs=4326)
    built: dict[str, Any] = Topology(
        areas, object_name="communes", prequantize=QUANTISATION_STEPS, shared_coords=False
    ).to_dict()
    for area in built["objects"]["communes"]["geometries"]:
        area["id"] = area["properties"].pop("id")
    return built


def _larger_territories(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Name and population-weighted centre of the territories that the browser merges."""
    rows = _records(
        connection,
        "select level, territory_id as id, name, lon, lat from marts.territories"
        " where level in ('epci', 'arrondissement', 'departement') order by level, territory_id",
    )
    return {row["id"]: [row["name"], row["lon"], row["lat"]] for row in rows}


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
