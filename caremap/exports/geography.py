"""Outlines of the territories of one release, by level, for pictures and geographic files."""

import json
from functools import lru_cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

_KEYS = {"epci": "epci", "arrondissement": "arr", "departement": "dep"}
_FILE = "geometry/territories.topojson"


@lru_cache(maxsize=8)
def territories(release: Path, level: str) -> gpd.GeoDataFrame:
    """One row per territory of a mapped level, ordered by id, as the map orders them.

    Columns: territory_id, name, departement_id, geometry (WGS 84 degrees). Shared: never change it.
    """
    communes = gpd.read_file(release / _FILE, layer="communes").set_crs("EPSG:4326")
    named = communes.rename(columns={"id": "commune_id", "dep": "departement_id"})
    key = _KEYS.get(level, "commune_id")
    if key == "dep":
        key = "departement_id"
    # Simplified borders touch themselves here and there; repaired, they can be merged.
    named["geometry"] = named.geometry.make_valid()
    shapes = named if level == "commune" else named.dissolve(key, as_index=False)
    names = _names(release)
    ids = shapes[key].astype(str)
    found = gpd.GeoDataFrame(
        {
            "territory_id": ids,
            "name": [names.get(one, one) for one in ids] if level != "commune" else shapes["name"],
            "departement_id": shapes["departement_id"],
        },
        geometry=shapes.geometry.to_numpy(),
        crs=communes.crs,
    )
    return found.sort_values("territory_id", ignore_index=True)


def _names(release: Path) -> dict[str, str]:
    return {key: str(entry[0]) for key, entry in _larger(release).items()}


def _larger(release: Path) -> dict[str, list[object]]:
    """Name, longitude and latitude of the centre of each territory larger than a commune."""
    read = json.loads((release / _FILE).read_text(encoding="utf-8"))
    larger: dict[str, list[object]] = read["territories"]
    return larger


@lru_cache(maxsize=8)
def centers(release: Path, level: str) -> NDArray[np.float64]:
    """Where a map puts the circle of each territory, in the order of ids: (n, 2), lon and lat."""
    shapes, larger = territories(release, level), _larger(release)
    bounds = shapes.bounds
    middle = np.column_stack(
        [(bounds["minx"] + bounds["maxx"]) / 2, (bounds["miny"] + bounds["maxy"]) / 2]
    )
    for position, one in enumerate(shapes["territory_id"]):
        if one in larger:
            middle[position] = larger[one][1:]
    return middle


@lru_cache(maxsize=2)
def structures(release: Path) -> pd.DataFrame:
    """One row per place with a position: id, name, family, lon, lat, commune_id. Shared."""
    read = json.loads((release / "geometry/structures.json").read_text(encoding="utf-8"))
    names = ["id", "name", "family", "lon", "lat", "commune_id"]
    return pd.DataFrame(read, columns=names)


@lru_cache(maxsize=2)
def background(release: Path) -> gpd.GeoDataFrame:
    """One row per neighbouring country, for the ground of a picture."""
    return gpd.read_file(release / "geometry/background.geojson").set_crs(
        "EPSG:4326", allow_override=True
    )


@lru_cache(maxsize=2)
def places(release: Path) -> list[tuple[str, float, float]]:
    """Main towns: name, longitude, latitude."""
    read = json.loads((release / "geometry/places.json").read_text(encoding="utf-8"))
    return [(str(one["name"]), float(one["lon"]), float(one["lat"])) for one in read]
