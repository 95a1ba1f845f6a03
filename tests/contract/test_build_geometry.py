"""The geometry of a release decodes to the real contours and shares its borders."""

import gzip
import json

import geopandas as gpd
import pytest
import shapely
from shapely.geometry import Polygon

from caremap.paths import REFERENCE


def test_topology_shares_its_arcs_and_keeps_areas(release):
    content = json.loads((release / "geometry" / "territories.topojson").read_text("utf-8"))
    areas = content["objects"]["communes"]["geometries"]
    assert len(areas) == 1534
    assert {tuple(sorted(area["properties"])) for area in areas} == {("arr", "dep", "epci", "name")}
    assert [area["id"] for area in areas] == [area["id"] for area in areas]
    uses = [index if index >= 0 else ~index for area in areas for index in flat(area["arcs"])]
    assert set(uses) == set(range(len(content["arcs"])))
    assert len(content["arcs"]) < 0.6 * len(uses)
    assert max(uses.count(index) for index in range(0, len(content["arcs"]), 50)) <= 2


def flat(arcs: list) -> list[int]:
    return [index for part in arcs for index in (flat(part) if isinstance(part, list) else [part])]


def decoded_area(content: dict, area: dict) -> float:
    (sx, sy), (tx, ty) = content["transform"]["scale"], content["transform"]["translate"]
    total = 0.0
    polygons = area["arcs"] if area["type"] == "MultiPolygon" else [area["arcs"]]
    for rings in polygons:
        outlines = []
        for ring in rings:
            points: list[tuple[float, float]] = []
            for index in ring:
                x = y = 0
                arc = []
                for dx, dy in content["arcs"][index if index >= 0 else ~index]:
                    x, y = x + dx, y + dy
                    arc.append((x * sx + tx, y * sy + ty))
                points += arc if index >= 0 else arc[::-1]
            outlines.append(points)
        total += Polygon(outlines[0], outlines[1:]).area
    return total


def test_topology_decodes_to_the_contours(release):
    contours = gpd.read_parquet(REFERENCE / "contours.parquet")
    areas = shapely.area(contours.geometry.to_numpy())
    true_areas = dict(zip(contours["commune_id"], areas, strict=True))
    content = json.loads((release / "geometry" / "territories.topojson").read_text("utf-8"))
    for area in content["objects"]["communes"]["geometries"]:
        assert decoded_area(content, area) == pytest.approx(true_areas[area["id"]], rel=0.02)


def test_compressed_twins_hold_the_same_bytes(release):
    names = {path.name for path in (release / "geometry").iterdir()}
    plain = {name for name in names if not name.endswith(".gz")}
    assert plain == {
        "territories.topojson",
        "background.geojson",
        "places.json",
        "structures.json",
    }
    for name in plain:
        path = release / "geometry" / name
        twin = path.with_name(f"{name}.gz").read_bytes()
        assert gzip.decompress(twin) == path.read_bytes()
        assert twin[4:8] == b"\0\0\0\0"


def test_places_are_the_ten_largest_communes(release):
    places = json.loads((release / "geometry" / "places.json").read_text("utf-8"))
    assert [place["name"] for place in places][:3] == ["Lille", "Tourcoing", "Roubaix"]
    assert len(places) == 10
