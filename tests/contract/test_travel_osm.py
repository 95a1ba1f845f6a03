"""Times on a road network that the test writes: three town halls of the Pas-de-Calais on a road."""

import sys
from pathlib import Path

import duckdb
import pytest

from caremap.paths import current_release_id, releases_dir
from etl import osm as osm_reader
from etl import road_times
from etl.build import build
from etl.osm import OsmUnavailable, OsmUnreadable, read_roads

WANTED = "« osmium » absent : pip install -r requirements-osm.txt pour essayer le réseau routier."
# Fruges, Coupelle-Neuve and Verchin, at their town halls.
FRUGES, COUPELLE, VERCHIN = "62364", "62246", "62843"
FIELDS = {"version": 1, "visible": True}


@pytest.fixture(scope="module")
def osmium():
    return pytest.importorskip("osmium", reason=WANTED)


@pytest.fixture(scope="module")
def points(warehouse) -> dict[str, tuple[float, float]]:
    rows = warehouse.execute("select commune_id, lon, lat from core.communes").fetchall()
    return {commune: (lon, lat) for commune, lon, lat in rows}


def write_extract(osmium, path: Path, nodes: dict[int, tuple], ways: list[tuple]) -> Path:
    """Write nodes (id → lon, lat) and ways (ids, tags) as an extract."""
    mutable = osmium.osm.mutable
    with osmium.SimpleWriter(str(path)) as writer:
        for node, location in nodes.items():
            writer.add_node(mutable.Node(id=node, location=location, **FIELDS))
        for number, (refs, tags) in enumerate(ways, start=1):
            writer.add_way(mutable.Way(id=number, nodes=refs, tags=tags, **FIELDS))
    return path


@pytest.fixture
def extract(osmium, points, tmp_path) -> Path:
    """Fruges to Coupelle-Neuve both ways, then one way to Verchin; a path and a private road."""
    fruges, coupelle = points[FRUGES], points[COUPELLE]
    middle = ((fruges[0] + coupelle[0]) / 2, (fruges[1] + coupelle[1]) / 2)
    nodes = {1: fruges, 2: middle, 3: coupelle, 4: points[VERCHIN]}
    ways = [
        ([1, 2, 3], {"highway": "secondary"}),
        ([3, 4], {"highway": "tertiary", "oneway": "yes", "maxspeed": "30"}),
        ([1, 4], {"highway": "track"}),
        ([4, 1], {"highway": "primary", "access": "private"}),
    ]
    return write_extract(osmium, tmp_path / "petit.osm.pbf", nodes, ways)


def km(points, one: str, two: str) -> float:
    return osm_reader._km(points[one], points[two])


def test_network_keeps_junctions_and_ends_only(extract, points):
    network = read_roads(extract)
    both_ways = 60 * km(points, FRUGES, COUPELLE) / 55
    one_way = 60 * km(points, COUPELLE, VERCHIN) / 30
    assert len(network.lon) == 3
    assert sorted(network.minutes) == pytest.approx([both_ways, both_ways, one_way], abs=0.01)


def test_times_on_roads_are_published_by_the_next_build(extract, points, tmp_path):
    data_dir = tmp_path / "data"
    assert road_times.compute(data_dir, extract) == (4, 3)
    build(data_dir)
    path = releases_dir(data_dir) / current_release_id(data_dir) / "warehouse.duckdb"
    with duckdb.connect(path, read_only=True) as connection:
        rows = connection.execute(
            "select origin_id, destination_id, minutes, source_id from marts.travel_times"
            " where status = 'derived'"
        ).fetchall()
        (kept,) = connection.execute(
            "select count(*) from marts.travel_times where status = 'estimated'"
            " and origin_id = ? and destination_id in (?, ?)",
            [FRUGES, COUPELLE, VERCHIN],
        ).fetchone()
        source = connection.execute(
            "select producer, licence from meta.sources where source_id = 'osm_roads'"
        ).fetchone()
    found = {(origin, site): minutes for origin, site, minutes, _ in rows}
    first = 60 * km(points, FRUGES, COUPELLE) / 55
    second = 60 * km(points, COUPELLE, VERCHIN) / 30
    assert found == {
        (FRUGES, COUPELLE): pytest.approx(first, abs=0.01),
        (COUPELLE, FRUGES): pytest.approx(first, abs=0.01),
        (COUPELLE, VERCHIN): pytest.approx(second, abs=0.01),
        (FRUGES, VERCHIN): pytest.approx(first + second, abs=0.01),
    }
    assert kept == 0
    assert source == ("Contributeurs d'OpenStreetMap", "ODbL 1.0")


def test_a_file_that_is_not_an_extract_is_refused(osmium, tmp_path):
    spoilt = tmp_path / "faux.osm.pbf"
    spoilt.write_bytes(b"<html>404</html>")
    with pytest.raises(OsmUnreadable, match="ne se lit pas"):
        read_roads(spoilt)
    with pytest.raises(OsmUnreadable, match="absent"):
        read_roads(tmp_path / "rien.osm.pbf")
    nothing = write_extract(osmium, tmp_path / "vide.osm.pbf", {1: (2.0, 50.5)}, [])
    with pytest.raises(OsmUnreadable, match="aucune route"):
        read_roads(nothing)


def test_without_the_extra_the_message_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "osmium", None)
    with pytest.raises(OsmUnavailable, match="requirements-osm"):
        road_times.compute(tmp_path, tmp_path / "x.osm.pbf")
