"""Plain background of the maps: land around the two départements; the sea is left blank."""

import io

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from etl.extract.archives import Archives
from etl.extract.contours import LAMBERT_93, TOUCH_M, WGS_84

FRAME = shapely.box(-3.0, 48.0, 9.0, 53.0)
BEYOND = {"Pays-Bas": "Netherlands", "Luxembourg": "Luxembourg", "Allemagne": "Germany"}
MARGIN_DEGREES = 0.2
STRIP_M = 1_000.0
BORDER_SHARE = 0.25
DECIMALS = 4


def background(archives: Archives, contours: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the land of six countries in the frame, made to meet the contours of the communes.

    One row a country; name in French; geometry in EPSG:4326. France includes the two départements.
    """
    outlines = gpd.read_file(io.BytesIO(archives.countries()), layer="countries")
    countries = (
        outlines.set_crs(WGS_84, allow_override=True).set_index("name").geometry.make_valid()
    )
    land = countries.intersection(FRAME.buffer(MARGIN_DEGREES)).to_crs(LAMBERT_93)
    perimeter = shapely.union_all(contours.geometry.to_crs(LAMBERT_93).to_numpy())
    neighbours, strips = _outside(land["France"], perimeter)
    belgium = shapely.union_all([land["Belgium"], *_border_strips(strips, land["Belgium"])])
    drawn = {
        "Belgique": shapely.difference(belgium, perimeter),
        "France": _without_holes(shapely.union(neighbours, perimeter)),
        "Royaume-Uni": land["United Kingdom"],
        **{name: land[country] for name, country in BEYOND.items()},
    }
    clipped = gpd.GeoSeries(drawn, crs=LAMBERT_93).to_crs(WGS_84).intersection(FRAME)
    rounded = shapely.transform(clipped.to_numpy(), lambda xy: np.round(xy, DECIMALS))
    polygons = [_polygons(shapely.make_valid(country)) for country in rounded]
    return gpd.GeoDataFrame({"name": list(drawn), "geometry": polygons}, crs=WGS_84)


def _outside(france: BaseGeometry, perimeter: BaseGeometry) -> tuple[BaseGeometry, BaseGeometry]:
    """Split what lies outside the perimeter into neighbouring départements and thin strips.

    The strips come from the two sources drawing the same coast or border differently.
    """
    outside = shapely.difference(france, perimeter)
    wide = outside.buffer(-STRIP_M).buffer(4 * STRIP_M)
    return shapely.intersection(outside, wide), shapely.difference(outside, wide)


def _border_strips(strips: BaseGeometry, belgium: BaseGeometry) -> list[BaseGeometry]:
    """Return the strips that run along the border rather than along the coast."""
    touching = belgium.buffer(TOUCH_M)
    return [
        strip
        for strip in shapely.get_parts(strips)
        if strip.boundary.intersection(touching).length > BORDER_SHARE * strip.length
    ]


def _without_holes(land: BaseGeometry) -> BaseGeometry:
    parts = [part for part in shapely.get_parts(land) if part.geom_type == "Polygon"]
    return shapely.union_all([shapely.Polygon(part.exterior) for part in parts])


def _polygons(land: BaseGeometry) -> BaseGeometry:
    parts = [part for part in shapely.get_parts(land) if part.geom_type == "Polygon"]
    return shapely.normalize(shapely.union_all(parts))
