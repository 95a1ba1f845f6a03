"""What a file filled by a steward holds: columns, wording, example. Read by template and loader."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from caremap.catalog.tables.model import Column, coded

EXAMPLE_MARK = "EXEMPLE"
REMARK = "remarque"
STATE_DATE = "state_date"


@dataclass(frozen=True)
class StewardColumn:
    """One column: its contract, its French title, what to write in it, and an example."""

    column: Column
    title: str
    explanation: str
    example: str


@dataclass(frozen=True)
class StewardTable:
    """One kind of file of the inbox; `key` are the columns that no two lines may share.

    `persons` is a key of PERSONS; `smallest` is the smallest count of persons that may be stored,
    0 where none is secret.
    """

    id: str
    source_id: str
    title: str
    grain: str
    columns: tuple[StewardColumn, ...]
    key: tuple[str, ...]
    smallest: int = 0
    persons: str = "none"

    @property
    def is_secret(self) -> bool:
        """Whether its counts of persons are under statistical secrecy."""
        return self.persons == "secret"


def steward_table_within(table: StewardTable, departements: Iterable[str]) -> StewardTable:
    """The same file with the codes of some départements in place of the embedded ones."""
    codes = tuple(departements)
    columns = tuple(replace(one, column=coded(one.column, codes)) for one in table.columns)
    return replace(table, columns=columns)
