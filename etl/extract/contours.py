"""Contours of the communes: repaired, simplified together, rounded together."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from caremap.catalog import departement_of
from caremap.errors import CaremapError
from etl.extract.archives import Archives
from etl.geometry import metric_crs

LAMBERT_93 = "EPSG:2154"
WGS_84 = "EPSG:4326"
SLIVER_WIDTH_M = 5.0
GAP_AREA_M2 = 200_000.0
TOLERANCE_M = 120.0
DECIMALS = (5, 6, 7)
TOUCH_M = 1.0
DISC_M = 1_000.0

Geometries = npt.NDArray[np.object_]


def contours(archives: Archives, former_counts: Mapping[str, int]) -> gpd.GeoDataFrame:
    """Return the contours of COG 2026 as a coverage: shared vertices, no gap, no overlap.

    One row a commune; contour_basis is `source`, `gap` when a gap of the source was added, or
    `disc` where none is published; geometry in EPSG:4326. Overseas, each département is drawn in
    its own plane.
    """
    table = archives.contour_table()
    published = gpd.GeoSeries(
        shapely.from_wkb(_hexadecimal(table["geometry"])), index=table.index, crs=WGS_84
    )
    planes = [metric_crs(departement_of(str(commune))) for commune in table.index]
    elsewhere = shapely.from_wkb(archives.contours_elsewhere())
    drawn = [
        _drawn_in(plane, own, table, former_counts, elsewhere)
        for plane, own in published.groupby(planes)
    ]
    rows = pd.concat(drawn).sort_values("commune_id", ignore_index=True)
    return gpd.GeoDataFrame(rows, crs=WGS_84)


def _hexadecimal(texts: pd.Series) -> list[str | None]:
    return [text if isinstance(text, str) else None for text in texts]


def _drawn_in(
    plane: int,
    published: gpd.GeoSeries,
    table: pd.DataFrame,
    former_counts: Mapping[str, int],
    elsewhere: Geometries,
) -> gpd.GeoDataFrame:
    """Contours of the communes of one plane, cleaned and simplified in metres."""
    projected = published.to_crs(plane)
    absent = projected.isna().to_numpy()
    mairies = gpd.GeoSeries(
        shapely.from_wkb(_hexadecimal(table.loc[published.index, "mairie_localisation"])),
        index=published.index,
        crs=WGS_84,
    ).to_crs(plane)
    whole = with_discs(projected, mairies) if absent.any() else projected
    cleaned = shapely.coverage_clean(whole.to_numpy(), gap_width=SLIVER_WIDTH_M)
    counts = [former_counts.get(str(commune), 0) for commune in published.index]
    neighbours = gpd.GeoSeries(elsewhere, crs=WGS_84).to_crs(plane).to_numpy()
    filled, basis = fill_gaps(cleaned, counts, neighbours)
    simplified = shapely.coverage_simplify(filled, tolerance=TOLERANCE_M)
    geographic = gpd.GeoSeries(simplified, crs=plane).to_crs(WGS_84).to_numpy()
    rounded = _rounded(geographic)
    basis = ["disc" if drawn else found for drawn, found in zip(absent, basis, strict=True)]
    return gpd.GeoDataFrame(
        {"commune_id": list(published.index), "contour_basis": basis, "geometry": rounded},
        crs=WGS_84,
    )


def _rounded(geographic: Geometries) -> Geometries:
    """Coordinates with as few decimals as keep a partition: rounding can make two edges cross."""
    for decimals in DECIMALS:
        rounded = shapely.normalize(
            shapely.transform(geographic, lambda xy, kept=decimals: np.round(xy, kept))
        )
        if shapely.coverage_is_valid(rounded) and shapely.is_valid(rounded).all():
            return np.asarray(rounded)
    raise CaremapError(
        "Les contours simplifiés ne forment plus une partition.", "Réduire TOLERANCE_M."
    )


def with_discs(projected: gpd.GeoSeries, mairies: gpd.GeoSeries) -> gpd.GeoSeries:
    """Give a disc, cut out of its neighbours, to each commune whose contour is not published.

    It is around its mairie, or, without one, inside the largest commune of its département that
    has no disc yet: the place is then arbitrary.
    """
    whole = projected.copy()
    hosts = projected.dropna().area.sort_values(ascending=False).index
    used: set[str] = set()
    for commune in projected.index[projected.isna()]:
        point = mairies[commune]
        if point is None:
            departement = departement_of(str(commune))
            same = (one for one in hosts if departement_of(str(one)) == departement)
            host = next(one for one in same if one not in used)
            used.add(host)
            point = projected[host].representative_point()
        disc = point.buffer(DISC_M)
        for near in whole.index[whole.sindex.query(disc, predicate="intersects")]:
            whole[near] = whole[near].difference(disc)
        whole[commune] = disc
    return whole


def gaps(geometries: Geometries) -> list[shapely.Polygon]:
    """Return the areas inside the outer border that belong to no commune, largest first."""
    union = shapely.union_all(geometries)
    outer = [shapely.Polygon(part.exterior) for part in shapely.get_parts(union)]
    missing = shapely.get_parts(shapely.difference(shapely.union_all(outer), union))
    return sorted(missing, key=lambda gap: -float(gap.area))


def fill_gaps(
    geometries: Geometries, former_counts: list[int], elsewhere: Geometries
) -> tuple[Geometries, list[str]]:
    """Give each large gap to the neighbour made of former communes with the longest border.

    A merged commune published with one of its old polygons leaves a gap where the others were.
    What communes `elsewhere` cover is no gap: an enclave of another département.
    """
    filled = geometries.copy()
    basis = ["source"] * len(geometries)
    near, others = shapely.STRtree(geometries), shapely.STRtree(elsewhere)
    for gap in gaps(geometries):
        if gap.area <= GAP_AREA_M2 or _covered(gap, elsewhere[others.query(gap)]):
            continue
        edge = gap.boundary.buffer(TOUCH_M)
        touching = np.sort(near.query(edge))
        borders = shapely.length(shapely.intersection(shapely.boundary(geometries[touching]), edge))
        merged = np.array(former_counts)[touching] > 0
        owner = int(touching[np.argmax(np.where(merged, borders + borders.sum(), borders))])
        filled[owner] = shapely.union(filled[owner], gap)
        basis[owner] = "gap"
    return filled, basis


def _covered(gap: shapely.Polygon, elsewhere: Geometries) -> bool:
    """Whether communes of another perimeter fill most of a gap."""
    return bool(shapely.intersection(shapely.union_all(elsewhere), gap).area > gap.area / 2)
