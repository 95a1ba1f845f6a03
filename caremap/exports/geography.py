"""Outlines of the territories of one release, by level, for pictures and geographic files."""

import json
from functools import lru_cache
from pathlib import Path

import geopandas as gpd

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
    read = json.loads((release / _FILE).read_text(encoding="utf-8"))
    return {key: str(entry[0]) for key, entry in read["territories"].items()}


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
