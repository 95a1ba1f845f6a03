"""One point a commune: its mairie, or a point of its contour where the mairie cannot be trusted."""

import geopandas as gpd
import pandas as pd
import shapely

from caremap.catalog import departement_of
from etl.extract.archives import Archives
from etl.extract.contours import WGS_84
from etl.extract.territories import Point
from etl.geometry import metric_crs

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
    distance = _metres_outside(mairies, areas)
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


def _metres_outside(mairies: gpd.GeoSeries, areas: gpd.GeoSeries) -> pd.Series:
    """Distance from each mairie to its commune, in the plane of its département."""
    planes = [metric_crs(departement_of(str(commune))) for commune in areas.index]
    found = [
        mairies[own.index].to_crs(plane).distance(own.to_crs(plane))
        for plane, own in areas.groupby(planes)
    ]
    return pd.concat(found).reindex(areas.index)
