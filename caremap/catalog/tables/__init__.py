"""Contracts of the embedded reference files, one `ReferenceTable` a file."""

from caremap.catalog.tables.declared import DECLARED_TABLES
from caremap.catalog.tables.figures import FIGURE_TABLES
from caremap.catalog.tables.model import PERSONS, Column, ReferenceTable
from caremap.catalog.tables.registers import REGISTER_TABLES
from caremap.catalog.tables.territories import TERRITORY_TABLES

__all__ = ["PERSONS", "TABLES", "TABLE_BY_ID", "Column", "ReferenceTable"]

TABLES: tuple[ReferenceTable, ...] = (
    TERRITORY_TABLES + FIGURE_TABLES + REGISTER_TABLES + DECLARED_TABLES
)
TABLE_BY_ID = {table.id: table for table in TABLES}
