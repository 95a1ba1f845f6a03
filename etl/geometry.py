"""Geometry of a release, ready for the browser: topology of communes, background, points."""

import gzip
import json
import math
import shutil
from pathlib import Path
from typing import Any

import duckdb
import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from topojson.core.topology import Topology

from caremap.catalog import Perimeter, departement_of
from caremap.errors import Reject, SourceRefused

# One step is about 20 m: far under a pixel at the closest zoom, and half the bytes of 2 m. A wider
# perimeter takes more of them.
QUANTISATION_STEPS, QUANTISED_DEGREES = 10_000, 2.8
METRIC_CRS = 2154
# Lambert-93 would be wrong far from the mainland: each overseas département has its own plane.
_OVERSEAS_CRS = {"971": 5490, "972": 5490, "973": 2972, "974": 2975, "976": 4471}
LABELLED_PLACES = 10
Floats = npt.NDArray[np.float64]
# A perimeter of 1.5° of latitude is in view at zoom 7 on a small screen.
NEAREST_MIN_ZOOM, LARGEST_AT_IT = 7, 1.5
CONTOURS_FILE = "contours.parquet"
BACKGROUND_FILE = "background.geojson"


def write_geometry(
    connection: duckdb.DuckDBPyConnection, reference: Path, release: Path, perimeter: Perimeter
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
    built["labels"] = [[one.name, one.lat, one.lon] for one in perimeter.map_labels]
    built["min_zoom"] = _min_zoom(perimeter)
    _write_json(folder / "territories.topojson", built)
    shutil.copyfile(reference / BACKGROUND_FILE, folder / BACKGROUND_FILE)
    _write_json(folder / "places.json", _places(connection))
    _write_json(folder / "structures.json", _structures(connection))
    files = sorted(folder.iterdir())
    for path in files:
        _compress(path)
    return files


def _min_zoom(perimeter: Perimeter) -> int:
    """Leaflet zoom that shows the whole perimeter, never closer than that of two départements."""
    west, south, east, north = perimeter.extent
    widest = max((east - west) / 2, north - south)
    return max(2, NEAREST_MIN_ZOOM - max(0, math.ceil(math.log2(widest / LARGEST_AT_IT))))


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
            "area_km2": _areas_km2(contours).tolist(),
        }
    )
    connection.from_arrow(areas).create("raw.contour_areas")


def metric_crs(departement_id: str) -> int:
    """EPSG code of the plane in metres that is legal in a département."""
    return _OVERSEAS_CRS.get(departement_id, METRIC_CRS)


def _areas_km2(contours: gpd.GeoDataFrame) -> Floats:
    planes = contours["commune_id"].map(lambda code: metric_crs(departement_of(code)))
    areas = np.zeros(len(contours))
    for plane in planes.unique():
        own = (planes == plane).to_numpy()
        areas[own] = contours[own].to_crs(plane).area / 1e6
    return areas.round(4)


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
        areas, object_name="communes", prequantize=_quantisation_steps(areas), shared_coords=False
    ).to_dict()
    for area in built["objects"]["communes"]["geometries"]:
        area["id"] = area["properties"].pop("id")
    return built


def _quantisation_steps(areas: gpd.GeoDataFrame) -> int:
    west, _, east, _ = (float(edge) for edge in areas.total_bounds)
    return round(QUANTISATION_STEPS * max(1.0, (east - west) / QUANTISED_DEGREES))


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
