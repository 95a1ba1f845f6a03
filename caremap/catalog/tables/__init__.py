"""Contracts of the embedded reference files, one `ReferenceTable` a file."""

from caremap.catalog.tables.declared import DECLARED_TABLES
from caremap.catalog.tables.figures import FIGURE_TABLES
from caremap.catalog.tables.immersion_inbox import IMMERSION_TABLES
from caremap.catalog.tables.model import PERSONS, Column, ReferenceTable
from caremap.catalog.tables.placements import PLACEMENTS
from caremap.catalog.tables.places_inbox import PLACES_TABLES
from caremap.catalog.tables.registers import REGISTER_TABLES
from caremap.catalog.tables.steward import StewardTable
from caremap.catalog.tables.territories import TERRITORY_TABLES

__all__ = ["PERSONS", "TABLES", "TABLE_BY_ID", "TEMPLATES", "Column", "ReferenceTable"]

TABLES: tuple[ReferenceTable, ...] = (
    TERRITORY_TABLES + FIGURE_TABLES + REGISTER_TABLES + DECLARED_TABLES
)
TABLE_BY_ID = {table.id: table for table in TABLES}
# Files that stewards fill, by the name that asks for their workbook.
TEMPLATES: dict[str, StewardTable] = {
    table.id: table for table in (PLACEMENTS, *IMMERSION_TABLES, *PLACES_TABLES)
}
