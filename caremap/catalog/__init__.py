"""Indicators, sources, levels, tables, caveats and words: what the dashboard means. No I/O."""

from caremap.catalog.caveats import CAVEATS
from caremap.catalog.glossary import GAPS, GLOSSARY
from caremap.catalog.indicators import (
    INDICATOR_BY_ID,
    INDICATORS,
    OPTIONAL_INDICATORS,
    PROFESSION_APL,
    ZONES,
    Indicator,
    indicators_at,
    nearest_year,
)
from caremap.catalog.levels import (
    COMPOSED_LEVEL,
    DEPARTEMENTS,
    LEVEL_BY_ID,
    LEVELS,
    MAPPED_LEVELS,
    PERIMETER_ID,
    Level,
)
from caremap.catalog.lineage import Origin, origins_of
from caremap.catalog.professions import PROFESSION_BY_SLUG, PROFESSIONS, Profession
from caremap.catalog.sources import OPTIONAL_SOURCES, SOURCE_BY_ID, SOURCES, Source
from caremap.catalog.statuses import ABSENCES, STATUS_BY_ID, STATUSES
from caremap.catalog.tables import TABLE_BY_ID, TABLES, ReferenceTable

__all__ = [
    "ABSENCES",
    "CAVEATS",
    "COMPOSED_LEVEL",
    "DEPARTEMENTS",
    "GAPS",
    "GLOSSARY",
    "INDICATORS",
    "INDICATOR_BY_ID",
    "LEVELS",
    "LEVEL_BY_ID",
    "MAPPED_LEVELS",
    "OPTIONAL_INDICATORS",
    "OPTIONAL_SOURCES",
    "PERIMETER_ID",
    "PROFESSIONS",
    "PROFESSION_APL",
    "PROFESSION_BY_SLUG",
    "SOURCES",
    "SOURCE_BY_ID",
    "STATUSES",
    "STATUS_BY_ID",
    "TABLES",
    "TABLE_BY_ID",
    "ZONES",
    "Indicator",
    "Level",
    "Origin",
    "Profession",
    "ReferenceTable",
    "Source",
    "indicators_at",
    "nearest_year",
    "origins_of",
]
