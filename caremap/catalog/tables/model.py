"""What the contract of a reference file says: columns, types, keys, ranges, code lists, rows."""

from dataclasses import dataclass

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


COMMUNE = Column("commune_id", pattern=r"^(59|62)\d{3}$")
COMMUNE_OR_EMPTY = Column("commune_id", nullable=True, pattern=r"^(59|62)\d{3}$")
DEPARTEMENT = Column("departement_id", allowed=("59", "62"))
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
