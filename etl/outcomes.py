"""What became of each file of a refresh, in words for a person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from caremap.catalog.connectors import Connector
from etl.sources.parsed import Parsed
from etl.sources.registry import candidates

_RESULTS = {
    "new": "nouveau",
    "unchanged": "inchangé",
    "unknown": "ignoré",
    "refused": "REFUSÉ",
    "unreachable": "INJOIGNABLE",
}
_TABLES = frozenset(
    {".csv", ".txt", ".xlsx", ".xls", ".ods", ".zip", ".gz", ".json", ".geojson", ".gpkg"}
    | {".parquet", ".7z"}
)


@dataclass(frozen=True)
class Outcome:
    """What became of one source or file.

    `result` is `new`, `unchanged`, `unknown`, `refused` or `unreachable`; `kept` is the hash of the
    file that builds read.
    """

    connector_id: str
    file: str
    result: str
    message: str = ""
    rows_read: int = 0
    rows_loaded: int = 0
    rows_rejected: int = 0
    rows_duplicate: int = 0
    kept: str = ""

    def with_notes(self, notes: Sequence[str]) -> "Outcome":
        """The same outcome, with more to say of the file."""
        return replace(self, message=" ; ".join(filter(None, (self.message, *notes))))

    @property
    def line(self) -> str:
        """One line for a person."""
        counts = (
            f" : {self.rows_read} lignes lues = {self.rows_loaded} gardées + "
            f"{self.rows_rejected} refusées + {self.rows_duplicate} en double"
        )
        told = counts if self.rows_read else ""
        name = " ".join(part for part in (self.connector_id, self.file) if part)
        return f"{_RESULTS[self.result]:<12} {name}{told}" + (
            f" ({self.message})" if self.message else ""
        )


def why_ignored(name: str) -> str:
    """Say why nothing was read of a file, and what to do when it may hold figures."""
    if candidates(Path(name)):
        return "source non demandée avec --source"
    if Path(name).suffix.casefold() not in _TABLES:
        return "nom inconnu du catalogue"
    return (
        "ATTENTION : nom inconnu du catalogue, rien n'en est lu ; rendez à ce fichier son nom "
        "officiel (docs/sources.md) ou retirez-le"
    )


def why_not_served(connector: Connector, parsed: Parsed) -> tuple[str, ...]:
    """Say why a file that was read and kept gives no figure; nothing when it may."""
    if not connector.feeds:
        return (f"gardé, non servi : {connector.kept_because}",)
    if connector.dated and parsed.rows.column("year").null_count == parsed.rows.num_rows:
        return ("aucune année dans les titres : ne sert rien",)
    return ()
