"""Every indicator of the dashboard. Ids are public: URL, SQL, exports and tests use them."""

from functools import lru_cache

from caremap.catalog.indicators.access import ACCESS
from caremap.catalog.indicators.accessibility import ACCESSIBILITY
from caremap.catalog.indicators.context import CONTEXT
from caremap.catalog.indicators.immersion import IMMERSION
from caremap.catalog.indicators.model import ABOVE_COMMUNE, ALL_LEVELS, Indicator
from caremap.catalog.indicators.official import (
    APL_PROFESSIONS,
    OFFICIAL_INDICATORS,
    PROFESSION_APL,
    RPPS_PROFESSIONS,
)
from caremap.catalog.indicators.placements import PLACEMENT_INDICATORS
from caremap.catalog.indicators.supply import PROFESSION_DENSITIES, SUPPLY
from caremap.catalog.indicators.training import TRAINING
from caremap.catalog.indicators.zoning import ZONES, ZONING

__all__ = [
    "ABOVE_COMMUNE",
    "ALL_LEVELS",
    "APL_PROFESSIONS",
    "INDICATORS",
    "INDICATOR_BY_ID",
    "OPTIONAL_INDICATORS",
    "PROFESSION_APL",
    "RPPS_PROFESSIONS",
    "ZONES",
    "Indicator",
    "indicators_at",
    "nearest_year",
]

INDICATORS: tuple[Indicator, ...] = (
    CONTEXT + SUPPLY + ACCESS + ACCESSIBILITY + ZONING + TRAINING + IMMERSION + PROFESSION_DENSITIES
)
# Published only when their file is loaded: never promised, never listed without it.
OPTIONAL_INDICATORS: tuple[Indicator, ...] = PLACEMENT_INDICATORS + OFFICIAL_INDICATORS
INDICATOR_BY_ID = {indicator.id: indicator for indicator in (*INDICATORS, *OPTIONAL_INDICATORS)}


@lru_cache(maxsize=64)
def indicators_at(level_id: str, kinds: tuple[str, ...] = ()) -> tuple[Indicator, ...]:
    """Return the indicators published at a level, in catalog order; `kinds` keeps only those."""
    return tuple(
        indicator
        for indicator in INDICATORS
        if indicator.is_defined_at(level_id) and (not kinds or indicator.kind in kinds)
    )


def nearest_year(indicator: Indicator, year: int | None) -> int:
    """Return the published year nearest to the one asked for (the later of two equals)."""
    if year is None:
        return indicator.last_year
    return min(indicator.years, key=lambda published: (abs(published - year), -published))
