"""Statuses of the figures of the page « Comparaison »: those of the release, not of the catalog."""

from collections.abc import Sequence
from functools import lru_cache

import pandas as pd

from caremap.catalog import STATUS_BY_ID
from caremap.formats import NOT_PUBLISHED
from caremap.ui import parts, store


def by_indicator(ids: tuple[str, ...]) -> dict[tuple[str, int], tuple[str, ...]]:
    """Statuses of the figures published for some of the territories, by (indicator, year)."""
    return _by_indicator(store.release_id(), ids)


@lru_cache(maxsize=64)
def _by_indicator(release_id: str, ids: tuple[str, ...]) -> dict[tuple[str, int], tuple[str, ...]]:
    """Statuses by (indicator, year), shared between readers: never change it."""
    rows = pd.concat([store.profile(one) for one in ids])
    groups = rows.dropna(subset=["value"]).groupby(["indicator_id", "year"])
    return {(str(one), int(year)): parts.statuses_of(own) for (one, year), own in groups}


def words(statuses: Sequence[str]) -> str:
    """Labels of the statuses of one line of the table."""
    told = [STATUS_BY_ID[one].label for one in sorted(statuses, reverse=True)]
    return ", ".join(told) or NOT_PUBLISHED
