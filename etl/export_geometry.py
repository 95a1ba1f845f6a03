"""Shapes of a release with their figures: GeoParquet and GeoJSON, from its own topology."""

import json
from pathlib import Path

import duckdb
import geopandas as gpd
import pandas as pd
import shapely

from etl.progress import Report

LEVEL_COLUMNS = {"epci": "epci", "arrondissement": "arr", "departement": "dep"}
# About a metre: finer than the topology itself.
COORDINATE_DECIMALS = 5


def shapes(release: Path) -> dict[str, gpd.GeoDataFrame]:
    """Shapes by level: territory_id, geometry (EPSG:4326), decoded from the release's topology."""
    path = release / "geometry" / "territories.topojson"
    # GDAL rebuilds polygons from the shared arcs.
    communes = gpd.read_file(path, layer="communes").set_crs(4326, allow_override=True)
    communes["geometry"] = shapely.make_valid(communes.geometry.to_numpy())
    found = {"commune": communes[["id", "geometry"]].rename(columns={"id": "territory_id"})}
    for level, column in LEVEL_COLUMNS.items():
        merged = communes[[column, "geometry"]].dissolve(by=column).reset_index()
        found[level] = merged.rename(columns={column: "territory_id"})
    return {level: rows.sort_values("territory_id") for level, rows in found.items()}


def _described(
    connection: duckdb.DuckDBPyConnection, level: str, areas: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    territories = connection.execute(
        "select territory_id, name, departement_id, population, lon, lat"
        " from marts.territories where level = ? order by territory_id",
        [level],
    ).df()
    merged = territories.merge(areas, on="territory_id", validate="one_to_one")
    return gpd.GeoDataFrame(merged, geometry="geometry", crs=4326)


def write_geoparquet(
    connection: duckdb.DuckDBPyConnection, release: Path, to: Path, report: Report
) -> None:
    """Write one GeoParquet file a level: identity of each territory and its shape."""
    found = shapes(release)
    for done, (level, areas) in enumerate(found.items(), start=1):
        report("Export des contours", done, len(found))
        path = to / level / "part-0.parquet"
        path.parent.mkdir(parents=True)
        _described(connection, level, areas).to_parquet(path, index=False, compression="zstd")


def write_geojson(
    connection: duckdb.DuckDBPyConnection, release: Path, to: Path, report: Report
) -> None:
    """Write one GeoJSON a level: shape, identity, and for each indicator its latest value.

    Properties: territory_id, name, departement_id, then <indicator_id>, <indicator_id>_year and
    <indicator_id>_status; an unpublished value is null.
    """
    found = shapes(release)
    for done, (level, areas) in enumerate(found.items(), start=1):
        report("Export des contours", done, len(found))
        rows = _described(connection, level, areas).drop(columns=["lon", "lat", "population"])
        rows = rows.merge(_latest_values(connection, level), on="territory_id", how="left")
        rows.geometry = shapely.set_precision(rows.geometry.to_numpy(), 10**-COORDINATE_DECIMALS)
        text = rows.to_json(na="null", drop_id=True)
        collection = {"type": "FeatureCollection", "name": level, **json.loads(text)}
        (to / f"{level}.geojson").write_text(
            json.dumps(collection, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
        )


def _latest_values(connection: duckdb.DuckDBPyConnection, level: str) -> pd.DataFrame:
    rows = connection.execute(
        """
        select territory_id, indicator_id, value, year, status,
        from marts.indicator_values
        where level = ?
        qualify row_number() over (partition by territory_id, indicator_id order by year desc) = 1
        order by indicator_id, territory_id
        """,
        [level],
    ).df()
    wide = rows.pivot(index="territory_id", columns="indicator_id")
    names = {"value": "", "year": "_year", "status": "_status"}
    wide.columns = [f"{indicator}{names[part]}" for part, indicator in wide.columns]
    return wide[sorted(wide.columns)].reset_index()
