"""Plain background of the maps: land around the perimeter; the sea is left blank."""

import io

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from etl.extract.archives import Archives
from etl.extract.contours import LAMBERT_93, TOUCH_M, WGS_84

AROUND_DEGREES = (4.5, 1.9)
LAND_BORDERS = {
    "Belgique": "Belgium",
    "Suisse": "Switzerland",
    "Italie": "Italy",
    "Espagne": "Spain",
}
BEYOND = {
    "Royaume-Uni": "United Kingdom",
    "Pays-Bas": "Netherlands",
    "Luxembourg": "Luxembourg",
    "Allemagne": "Germany",
    "Autriche": "Austria",
    "Andorre": "Andorra",
    "Brésil": "Brazil",
    "Suriname": "Suriname",
}
ORDER = ("Belgique", "France", *BEYOND, *(name for name in LAND_BORDERS if name != "Belgique"))
MARGIN_DEGREES = 0.2
STRIP_M = 1_000.0
BORDER_SHARE = 0.25
DECIMALS = 4


def frame_of(contours: gpd.GeoDataFrame) -> BaseGeometry:
    """Return the box of the background: the perimeter and what a map shows around it, degrees.

    Overseas départements are left out where the perimeter has others.
    """
    mainland = ~contours["commune_id"].str.startswith(("97", "98"))
    shown = contours[mainland] if mainland.any() else contours
    west, south, east, north = shown.total_bounds
    wide, high = AROUND_DEGREES
    edges = (west - wide, south - high, east + wide, north + high)
    rounded = (np.floor(edges[0]), np.floor(edges[1]), np.ceil(edges[2]), np.ceil(edges[3]))
    return shapely.box(*(float(edge) for edge in rounded))


def background(archives: Archives, contours: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the land in the frame, made to meet the contours of the communes.

    One row a country; name in French; geometry in EPSG:4326. France includes the perimeter.
    """
    frame = frame_of(contours)
    outlines = gpd.read_file(io.BytesIO(archives.countries()), layer="countries")
    countries = (
        outlines.set_crs(WGS_84, allow_override=True).set_index("name").geometry.make_valid()
    )
    land = countries.intersection(frame.buffer(MARGIN_DEGREES)).to_crs(LAMBERT_93)
    inside = contours[contours.intersects(frame)]
    perimeter = shapely.union_all(inside.geometry.to_crs(LAMBERT_93).to_numpy())
    neighbours, strips = _outside(land["France"], perimeter)
    drawn = {"France": _without_holes(shapely.union(neighbours, perimeter))}
    for name, country in LAND_BORDERS.items():
        met = shapely.union_all([land[country], *_border_strips(strips, land[country])])
        drawn[name] = shapely.difference(met, perimeter)
    drawn |= {name: land[country] for name, country in BEYOND.items()}
    drawn = {name: drawn[name] for name in ORDER if not drawn[name].is_empty}
    clipped = gpd.GeoSeries(drawn, crs=LAMBERT_93).to_crs(WGS_84).intersection(frame)
    rounded = shapely.transform(clipped.to_numpy(), lambda xy: np.round(xy, DECIMALS))
    polygons = [_polygons(shapely.make_valid(country)) for country in rounded]
    found = gpd.GeoDataFrame({"name": list(drawn), "geometry": polygons}, crs=WGS_84)
    return found[~found.geometry.is_empty].reset_index(drop=True)


def _outside(france: BaseGeometry, perimeter: BaseGeometry) -> tuple[BaseGeometry, BaseGeometry]:
    """Split what lies outside the perimeter into neighbouring départements and thin strips.

    The strips come from the two sources drawing the same coast or border differently.
    """
    outside = shapely.difference(france, perimeter)
    wide = outside.buffer(-STRIP_M).buffer(4 * STRIP_M)
    return shapely.intersection(outside, wide), shapely.difference(outside, wide)


def _border_strips(strips: BaseGeometry, country: BaseGeometry) -> list[BaseGeometry]:
    """Return the strips that run along the border rather than along the coast."""
    touching = country.buffer(TOUCH_M)
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
