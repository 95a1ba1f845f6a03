"""Indicators, sources, levels, tables, caveats and words: what the dashboard means. No I/O."""

from caremap.catalog.caveats import CAVEATS, CAVEATS_ELSEWHERE
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
    LEVEL_BY_ID,
    LEVELS,
    MAPPED_LEVELS,
    Level,
)
from caremap.catalog.lineage import Origin, origins_of
from caremap.catalog.perimeter import EMBEDDED, Perimeter, departement_of, is_code
from caremap.catalog.professions import PROFESSION_BY_SLUG, PROFESSIONS, Profession
from caremap.catalog.sources import OPTIONAL_SOURCES, SOURCE_BY_ID, SOURCES, Source
from caremap.catalog.statuses import ABSENCES, STATUS_BY_ID, STATUSES
from caremap.catalog.tables import TABLE_BY_ID, TABLES, ReferenceTable

# Id of the perimeter delivered with the project; that of a release is in its warehouse.
PERIMETER_ID = EMBEDDED.id

__all__ = [
    "ABSENCES",
    "CAVEATS",
    "CAVEATS_ELSEWHERE",
    "COMPOSED_LEVEL",
    "EMBEDDED",
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
    "Perimeter",
    "Profession",
    "ReferenceTable",
    "Source",
    "departement_of",
    "indicators_at",
    "is_code",
    "nearest_year",
    "origins_of",
]
