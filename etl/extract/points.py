"""One point a commune: its mairie, or a point of its contour where the mairie cannot be trusted."""

import geopandas as gpd
import shapely

from etl.extract.archives import Archives
from etl.extract.contours import LAMBERT_93, WGS_84
from etl.extract.territories import Point

FARTHEST_OUTSIDE_M = 1_000.0
DECIMALS = 5


def mairie_points(archives: Archives, contours: gpd.GeoDataFrame) -> dict[str, Point]:
    """Return longitude, latitude (degrees) and basis by commune.

    A mairie that is missing, or more than a kilometre outside its own commune, gives way to a
    point inside the contour.
    """
    areas = contours.set_index("commune_id").geometry
    located = archives.contour_table()["mairie_localisation"]
    hexadecimal = [text if isinstance(text, str) else None for text in located]
    published = gpd.GeoSeries(shapely.from_wkb(hexadecimal), index=located.index, crs=WGS_84)
    mairies = published.reindex(areas.index)
    distance = mairies.to_crs(LAMBERT_93).distance(areas.to_crs(LAMBERT_93))
    trusted = distance <= FARTHEST_OUTSIDE_M  # False for a missing point, whose distance is NaN
    points = mairies.where(trusted, areas.representative_point())
    return {
        str(commune): (
            round(float(point.x), DECIMALS),
            round(float(point.y), DECIMALS),
            "mairie" if kept else "contour",
        )
        for commune, point, kept in zip(areas.index, points, trusted, strict=True)
    }
