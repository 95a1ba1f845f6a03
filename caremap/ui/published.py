"""Open indicators of the served release: those promised, and those that a file brought."""

from functools import lru_cache

from caremap.catalog import INDICATORS, PROFESSION_APL, Indicator, indicators_at
from caremap.ui import store

_PROFESSION_APL_IDS = frozenset(indicator.id for indicator in PROFESSION_APL)


def brought() -> tuple[Indicator, ...]:
    """Open indicators that an official file brought to the release."""
    return tuple(one for one in store.loaded_indicators() if not one.restricted)


def at(level_id: str, kinds: tuple[str, ...] = ()) -> tuple[Indicator, ...]:
    """Open indicators published at a level, in catalog order; `kinds` keeps only those."""
    added = (
        one for one in brought() if one.is_defined_at(level_id) and (not kinds or one.kind in kinds)
    )
    return (*indicators_at(level_id, kinds), *added)


def last_year() -> int:
    """Most recent year of any open indicator of the release."""
    return _last_year(store.release_id(), tuple(one.last_year for one in brought()))


@lru_cache(maxsize=16)
def _last_year(release_id: str, years_brought: tuple[int, ...]) -> int:
    return max(*(store.dated(one).last_year for one in INDICATORS), *years_brought)


def profession_apl() -> dict[str, str]:
    """APL of the other professions, by indicator id, when their files are there."""
    return {one.id: one.short_label for one in brought() if one.id in _PROFESSION_APL_IDS}
