"""Everything a build needs to know about accessibility: places, times, index, validity."""

from pathlib import Path

import duckdb

from etl.road_times import load_source, road_times
from etl.travel import estimated_times, load_accessibility, read_world
from etl.validity import load_validity


def load(connection: duckdb.DuckDBPyConnection, reference: Path, data_dir: Path) -> None:
    """Create the raw tables of accessibility and `meta.accessibility_validity`.

    Needs the raw reference tables, `raw.contour_areas` and `meta.sources`. Times on roads replace
    the estimated ones when a steward has computed them.
    """
    world = read_world(connection, reference)
    roads = road_times(data_dir, world)
    times = roads[0] if roads else estimated_times(world)
    load_validity(connection, world, load_accessibility(connection, world, times))
    if roads:
        load_source(connection, roads[1], times)
