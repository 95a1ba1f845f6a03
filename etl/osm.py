"""Roads of an OpenStreetMap extract (.osm.pbf), and travel times between places on them.

`osmium` is an optional extra (requirements-osm.txt): it is imported only when a file is given.
"""

import math
from array import array
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import numpy as np

from caremap.accessibility import RoadNetwork
from caremap.accessibility.pairs import EARTH_RADIUS_KM
from caremap.accessibility.roads import ROAD_KMH
from caremap.errors import CaremapError

SOURCE_ID = "osm_roads"
_IMPLICIT_KMH = {"urban": 50.0, "rural": 80.0, "motorway": 130.0, "trunk": 110.0, "zone30": 30.0}
_CLOSED = frozenset({"no", "private"})
Street = tuple[list[int], float, bool, bool]


class OsmUnavailable(CaremapError):
    """The optional extra is not installed."""


class OsmUnreadable(CaremapError):
    """The extract cannot be read, or holds no road."""


def require_osmium() -> ModuleType:
    """Return the reader of OpenStreetMap files; raise OsmUnavailable when it is not installed."""
    try:
        return import_module("osmium")
    except ImportError as error:
        raise OsmUnavailable(
            "La lecture d'un extrait OpenStreetMap demande le module « osmium ».",
            "Installez-le : .venv/bin/python -m pip install -r requirements-osm.txt",
        ) from error


def read_roads(path: Path) -> RoadNetwork:
    """Return the drivable network of an extract: junctions and ends of streets, edges between.

    Raises OsmUnavailable without the extra, OsmUnreadable on a file that is not an extract.
    """
    osmium = require_osmium()
    if not path.is_file():
        raise OsmUnreadable(f"Fichier absent : {path}.", "Donnez un fichier .osm.pbf.")
    try:
        uses: dict[int, int] = {}
        for refs, *_ in _streets(osmium, path):
            for ref in (refs[0], *refs, refs[-1]):
                uses[ref] = uses.get(ref, 0) + 1
        located = _locations(osmium, path, uses)
        return _network(_streets(osmium, path), uses, located)
    except RuntimeError as error:
        raise OsmUnreadable(
            f"{path} ne se lit pas comme un extrait OpenStreetMap ({error}).",
            "Téléchargez-le de nouveau, au format .osm.pbf.",
        ) from error


def _streets(osmium: ModuleType, path: Path) -> Iterator[Street]:
    """Each drivable street: nodes, km/h, and whether it is open forwards and backwards."""
    entities = osmium.osm.WAY
    for way in osmium.FileProcessor(str(path), entities).with_filter(
        osmium.filter.KeyFilter("highway")
    ):
        tags = way.tags
        kind = tags.get("highway")
        if kind not in ROAD_KMH or len(way.nodes) < 2:
            continue
        if tags.get("motor_vehicle", tags.get("access", "yes")) in _CLOSED:
            continue
        limit = _limit_kmh(tags.get("maxspeed", ""))
        yield (
            [node.ref for node in way.nodes],
            min(ROAD_KMH[kind], limit),
            *_open_ways(tags, kind),
        )


def _limit_kmh(text: str) -> float:
    if text.isdecimal() and int(text) > 0:
        return float(text)
    return _IMPLICIT_KMH.get(text.rpartition(":")[2], math.inf)


def _open_ways(tags: Mapping[str, str], kind: str) -> tuple[bool, bool]:
    implied = kind == "motorway" or tags.get("junction") == "roundabout"
    oneway = tags.get("oneway", "yes" if implied else "no")
    return oneway != "-1", oneway not in {"yes", "true", "1"}


def _locations(
    osmium: ModuleType, path: Path, uses: dict[int, int]
) -> dict[int, tuple[float, float]]:
    nodes = osmium.FileProcessor(str(path), osmium.osm.NODE).with_filter(
        osmium.filter.IdFilter(uses.keys())
    )
    return {node.id: (node.lon, node.lat) for node in nodes}


def _network(
    streets: Iterator[Street], uses: dict[int, int], located: dict[int, tuple[float, float]]
) -> RoadNetwork:
    """Cut streets at junctions; a street that leaves the extract stops at its last known node."""
    ranks: dict[int, int] = {}
    starts, ends, minutes = array("q"), array("q"), array("d")

    def edge(first: int, last: int, km: float, street: Street) -> None:
        _, kmh, forwards, backwards = street
        one, two = ranks.setdefault(first, len(ranks)), ranks.setdefault(last, len(ranks))
        for is_open, start, end in ((forwards, one, two), (backwards, two, one)):
            if is_open and start != end and km > 0:
                starts.append(start)
                ends.append(end)
                minutes.append(60 * km / kmh)

    for street in streets:
        known = [ref for ref in street[0] if ref in located]
        first, km = (known[0] if known else -1), 0.0
        for before, after in pairwise(known):
            km += _km(located[before], located[after])
            if uses[after] > 1 or after == known[-1]:
                edge(first, after, km, street)
                first, km = after, 0.0
    if not len(starts):
        raise OsmUnreadable("L'extrait ne contient aucune route.", "Donnez celui du périmètre.")
    points = np.array([located[ref] for ref in ranks])
    columns = (np.array(starts, np.intp), np.array(ends, np.intp), np.array(minutes, float))
    return RoadNetwork(points[:, 0], points[:, 1], *columns)


def _km(one: tuple[float, float], two: tuple[float, float]) -> float:
    """Great-circle distance of two (lon, lat) points, haversine (Sinnott 1984)."""
    (lon, lat), (lon2, lat2) = (tuple(map(math.radians, point)) for point in (one, two))
    half = math.sin((lat2 - lat) / 2) ** 2
    half += math.cos(lat) * math.cos(lat2) * math.sin((lon2 - lon) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(half))


def extract_date(path: Path) -> str:
    """Return the ISO date of an extract: the one it states, else that of the file."""
    osmium = require_osmium()
    with osmium.io.Reader(str(path)) as reader:
        stated = reader.header().get("osmosis_replication_timestamp")
    return stated[:10] or datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
