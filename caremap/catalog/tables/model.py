"""What the contract of a reference file says: columns, types, keys, ranges, code lists, rows."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from caremap.catalog.perimeter import EMBEDDED_DEPARTEMENTS, Perimeter, code_pattern

# Whether a table counts persons, and what is then written. docs/decisions/secrecy.md
PERSONS: dict[str, str] = {
    "none": "aucun effectif de personnes",
    "public": "effectifs publiés par leur producteur ou par la presse, écrits tels quels",
    "secret": "effectifs confiés par un gestionnaire, sous secret statistique",
}


@dataclass(frozen=True)
class Column:
    """One column. `kind` is text, integer, number or date; empty cells only where `nullable`."""

    name: str
    kind: str = "text"
    nullable: bool = False
    minimum: float | None = None
    maximum: float | None = None
    pattern: str = ""
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReferenceTable:
    """One reference file: `commune_cog` is the COG year of its commune codes, 0 when none.

    `persons` is a key of PERSONS.
    """

    id: str
    file: str
    source_id: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    min_rows: int
    commune_cog: int = 0
    sources_by_row: bool = False
    persons: str = "none"
    required_everywhere: bool = False


_COMMUNE_PATTERN = code_pattern("commune", EMBEDDED_DEPARTEMENTS)
_ARRONDISSEMENT_PATTERN = code_pattern("arrondissement", EMBEDDED_DEPARTEMENTS)
COMMUNE = Column("commune_id", pattern=_COMMUNE_PATTERN)
COMMUNE_OR_EMPTY = Column("commune_id", nullable=True, pattern=_COMMUNE_PATTERN)
ARRONDISSEMENT = Column("arrondissement_id", pattern=_ARRONDISSEMENT_PATTERN)
DEPARTEMENT = Column("departement_id", allowed=EMBEDDED_DEPARTEMENTS)
YEAR = Column("year", "integer", minimum=2000, maximum=2100)
SOURCE_URL = Column("source_url")
CONFIDENCE = Column("confidence", allowed=("confirmed", "partial"))


def text(name: str) -> Column:
    """A free text that may be empty."""
    return Column(name, nullable=True)


def count(name: str, maximum: float = 10_000, nullable: bool = True) -> Column:
    """A whole number of things, empty where the source is silent."""
    return Column(name, "integer", nullable=nullable, minimum=0, maximum=maximum)


def people(name: str) -> Column:
    """A whole number of inhabitants, never empty."""
    return Column(name, "integer", minimum=0, maximum=3_000_000)


def within(table: ReferenceTable, perimeter: Perimeter) -> ReferenceTable:
    """Contract of a reference file in a perimeter: its codes, its extent, its number of rows.

    The files delivered with the project keep theirs. Elsewhere a table may be empty until an
    official file fills it, but for those that `required_everywhere` says.
    """
    if perimeter.codes == EMBEDDED_DEPARTEMENTS:
        return table
    columns = tuple(_placed(coded(one, perimeter.codes), perimeter) for one in table.columns)
    rows = 1 if table.required_everywhere else 0
    return replace(table, columns=columns, min_rows=rows)


def coded(column: Column, departements: Iterable[str]) -> Column:
    """The same column with the codes of some départements in place of the embedded ones."""
    codes = tuple(sorted(departements)) or EMBEDDED_DEPARTEMENTS
    if column.pattern == _COMMUNE_PATTERN:
        return replace(column, pattern=code_pattern("commune", codes))
    if column.pattern == _ARRONDISSEMENT_PATTERN:
        return replace(column, pattern=code_pattern("arrondissement", codes))
    if column.allowed == EMBEDDED_DEPARTEMENTS:
        return replace(column, allowed=codes)
    return column


def _placed(column: Column, perimeter: Perimeter) -> Column:
    west, south, east, north = perimeter.extent
    bounds = {"lon": (west, east), "lat": (south, north)}
    if column.name not in bounds:
        return column
    low, high = bounds[column.name]
    return replace(column, minimum=low, maximum=high)
