"""What an official file is: where it comes from, how it is recognised, what it must hold."""

from dataclasses import dataclass

from caremap.catalog.tables.model import Column


@dataclass(frozen=True)
class Field:
    """One column of an official file.

    `titles` are the official titles; `*` stands for what changes from year to year. A number
    that a spreadsheet cut is restored to `width` digits. An `optional` column may be absent.
    """

    column: Column
    titles: tuple[str, ...]
    optional: bool = False
    width: int = 0


@dataclass(frozen=True)
class Connector:
    """One official file: `id` is the name of its parser in `etl/sources/`.

    It is found at a stable `url`, or as the resource of a data.gouv `dataset` whose title or
    address matches `resource`; else a steward brings it. `files` are patterns of its official
    names. In a workbook `sheet` is a pattern of the sheets read, whose group is the year.
    `feeds` are the reference tables that it refreshes; a file that feeds none is checked and
    kept, `kept_because` says why it is not served. No line may be refused in a `reference` file.
    Of a `personal` file only what its parser counts is kept. `max_bytes` bounds its download.
    """

    id: str
    source_id: str
    label: str
    kind: str
    files: tuple[str, ...]
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    min_rows: int
    url: str = ""
    dataset: str = ""
    resource: str = ""
    sheet: str = ""
    year_title: str = ""
    feeds: tuple[str, ...] = ()
    kept_because: str = ""
    reference: bool = False
    personal: bool = False
    max_bytes: int = 500_000_000

    @property
    def dated(self) -> bool:
        """Whether the year of its lines stands in a sheet name or a title, not in a column."""
        return "(" in self.sheet or bool(self.year_title)


FRENCH_COMMUNE_PATTERN = r"^(\d{2}|2[AB])\d{3}$"


def commune(*titles: str, optional: bool = False) -> Field:
    """A commune code of France, as text."""
    column = Column("commune_id", pattern=FRENCH_COMMUNE_PATTERN)
    return Field(column, titles or ("CODGEO", "Code"), optional, width=5)


def number(name: str, highest: float, *titles: str, optional: bool = False) -> Field:
    """A figure between 0 and its highest plausible value, that may be unpublished."""
    return Field(Column(name, "number", True, 0, highest), titles, optional)


def whole(name: str, highest: float, *titles: str, optional: bool = False) -> Field:
    """A whole number between 0 and its highest plausible value, that may be unpublished."""
    return Field(Column(name, "integer", True, 0, highest), titles, optional)


def words(name: str, *titles: str, optional: bool = False) -> Field:
    """A text that may be empty."""
    return Field(Column(name, nullable=True), titles, optional)
