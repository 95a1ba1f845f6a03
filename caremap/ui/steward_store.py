"""Reads about the data themselves: coverage, source lines, ages; cache keys hold the release."""

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import pandas as pd

from caremap import warehouse_lineage
from caremap.catalog import SOURCE_BY_ID, Origin
from caremap.ui import reserved
from caremap.ui.store import release_id, source, table, warehouse


@lru_cache(maxsize=4)
def _coverage(release_id: str) -> pd.DataFrame:
    return warehouse_lineage.coverage(warehouse(release_id))


def coverage() -> pd.DataFrame:
    """One row per indicator that the reader may see, level and year: territories with a value."""
    return reserved.seen(_coverage(release_id()))


@lru_cache(maxsize=64)
def _lines(release_id: str, origin: Origin, territory_id: str, year: int) -> pd.DataFrame:
    return warehouse_lineage.lines(warehouse(release_id), origin, territory_id, year)


def lines(origin: Origin, territory_id: str, year: int) -> pd.DataFrame:
    """Lines of source files behind a value."""
    return _lines(release_id(), origin, territory_id, year)


def source_ages() -> list[dict[str, Any]]:
    """One entry per source that the release read: age in days, and whether past its limit."""
    today = datetime.now(UTC).date()
    read = set(table("meta.sources")["source_id"])
    ages = []
    for found in (source(one) for one in SOURCE_BY_ID if one in read):
        days = (today - date.fromisoformat(found.data_date)).days
        stale = days > found.stale_after_days
        ages.append({"source": found, "age_days": days, "stale": stale})
    return ages
