"""Cached reads of the page « Données »; every cache key holds the release id."""

from functools import lru_cache

import pandas as pd

from caremap import warehouse_lineage
from caremap.catalog import Origin
from caremap.ui.store import release_id, warehouse


@lru_cache(maxsize=4)
def _coverage(release_id: str) -> pd.DataFrame:
    return warehouse_lineage.coverage(warehouse(release_id))


def coverage() -> pd.DataFrame:
    """One row per indicator, level and year: territories with a value."""
    return _coverage(release_id())


@lru_cache(maxsize=64)
def _lines(release_id: str, origin: Origin, territory_id: str, year: int) -> pd.DataFrame:
    return warehouse_lineage.lines(warehouse(release_id), origin, territory_id, year)


def lines(origin: Origin, territory_id: str, year: int) -> pd.DataFrame:
    """Lines of source files behind a value."""
    return _lines(release_id(), origin, territory_id, year)
