"""Everything a build needs to know about accessibility: places, times, index, validity."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb

from etl.meta import FileRead
from etl.neighbours import CONTRACT, Neighbours, read_neighbours, source_of
from etl.road_times import load_source, road_times
from etl.travel import estimated_times, load_accessibility, read_world
from etl.validity import load_validity


def load(
    connection: duckdb.DuckDBPyConnection, reference: Path, data_dir: Path, border: str
) -> None:
    """Create the raw tables of accessibility and `meta.accessibility_validity`.

    Needs the raw reference tables, `raw.contour_areas` and `meta.sources`. Times on roads replace
    the estimated ones, and the neighbours' GPs those of the guard zone, when a steward gave them.
    `border` names what lies beyond the perimeter.
    """
    neighbours = read_neighbours(data_dir)
    world = read_world(connection, reference, neighbours)
    roads = road_times(data_dir, world)
    times = roads[0] if roads else estimated_times(world)
    index = load_accessibility(connection, world, times)
    load_validity(connection, world, index, border)
    if roads:
        load_source(connection, *roads[1:])
    if neighbours:
        _load_neighbours_source(connection, neighbours, data_dir)


def _load_neighbours_source(
    connection: duckdb.DuckDBPyConnection, neighbours: Neighbours, data_dir: Path
) -> None:
    given = (data_dir / "inbox" / CONTRACT.file).stat().st_mtime
    source = source_of(neighbours, datetime.fromtimestamp(given, UTC).date().isoformat())
    rows = len(neighbours.ids)
    file = FileRead(source.id, f"inbox/{CONTRACT.file}", neighbours.sha256, rows, rows)
    load_source(connection, source, file)
