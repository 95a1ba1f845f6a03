"""What a parser gives back: typed rows, refused lines, and an account of every line read."""

from dataclasses import dataclass, field

import pyarrow as pa

from caremap.errors import CaremapError, Reject


@dataclass(frozen=True)
class Parsed:
    """One official file, read. `rows` holds `line`, the line of the file, beside its columns.

    `rows_read` = rows loaded + `rows_rejected` + `rows_duplicate`, to the line. `notes` say what
    was tolerated: unknown columns, restored zeros.
    """

    rows: pa.Table
    rejects: tuple[Reject, ...]
    rows_read: int
    rows_rejected: int
    rows_duplicate: int
    rows_loaded: int
    notes: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        """Refuse an account that does not add up: it would be a bug of the parser."""
        if self.rows_read != self.rows_loaded + self.rows_rejected + self.rows_duplicate:
            raise CaremapError(
                f"Le compte des lignes est faux : {self.rows_read} lues, {self.rows_loaded} "
                f"gardées, {self.rows_rejected} refusées, {self.rows_duplicate} en double."
            )
