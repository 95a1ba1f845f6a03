"""Contours of the communes: repaired, simplified together, rounded together."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from caremap.errors import CaremapError
from etl.extract.archives import Archives

LAMBERT_93 = "EPSG:2154"
WGS_84 = "EPSG:4326"
SLIVER_WIDTH_M = 5.0
GAP_AREA_M2 = 200_000.0
TOLERANCE_M = 120.0
DECIMALS = 5
TOUCH_M = 1.0

Geometries = npt.NDArray[np.object_]


def contours(archives: Archives, former_counts: Mapping[str, int]) -> gpd.GeoDataFrame:
    """Return the contours of COG 2026 as a coverage: shared vertices, no gap, no overlap.

    One row a commune; contour_basis is `source`, or `gap` when a gap of the source was added;
    geometry in EPSG:4326.
    """
    table = archives.contour_table()
    published = gpd.GeoSeries(
        shapely.from_wkb(table["geometry"].to_list()), index=table.index, crs=WGS_84
    )
    projected = published.to_crs(LAMBERT_93)
    cleaned = shapely.coverage_clean(projected.to_numpy(), gap_width=SLIVER_WIDTH_M)
    counts = [former_counts.get(str(commune), 0) for commune in table.index]
    filled, basis = fill_gaps(cleaned, counts)
    simplified = shapely.coverage_simplify(filled, tolerance=TOLERANCE_M)
    geographic = gpd.GeoSeries(simplified, crs=LAMBERT_93).to_crs(WGS_84).to_numpy()
    rounded = shapely.normalize(shapely.transform(geographic, lambda xy: np.round(xy, DECIMALS)))
    if not (shapely.coverage_is_valid(rounded) and shapely.is_valid(rounded).all()):
        raise CaremapError(
            "Les contours simplifiés ne forment plus une partition.", "Réduire TOLERANCE_M."
        )
    return gpd.GeoDataFrame(
        {"commune_id": list(table.index), "contour_basis": basis, "geometry": rounded}, crs=WGS_84
    )


def gaps(geometries: Geometries) -> list[shapely.Polygon]:
    """Return the areas inside the outer border that belong to no commune, largest first."""
    union = shapely.union_all(geometries)
    outer = [shapely.Polygon(part.exterior) for part in shapely.get_parts(union)]
    missing = shapely.get_parts(shapely.difference(shapely.union_all(outer), union))
    return sorted(missing, key=lambda gap: -float(gap.area))


def fill_gaps(geometries: Geometries, former_counts: list[int]) -> tuple[Geometries, list[str]]:
    """Give each large gap to the neighbour made of former communes with the longest border.

    A merged commune published with one of its old polygons leaves a gap where the others were.
    """
    filled = geometries.copy()
    basis = ["source"] * len(geometries)
    for gap in gaps(geometries):
        if gap.area <= GAP_AREA_M2:
            continue
        edge = gap.boundary.buffer(TOUCH_M)
        borders = shapely.length(shapely.intersection(shapely.boundary(geometries), edge))
        owner = int(np.argmax(np.where(np.array(former_counts) > 0, borders, 0.0)))
        filled[owner] = shapely.union(filled[owner], gap)
        basis[owner] = "gap"
    return filled, basis
