"""The embedded reference files of a build: read, hashed, loaded as `raw` tables."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from caremap.catalog import TABLES, Perimeter
from caremap.catalog.tables.model import within
from caremap.errors import Reject, SourceRefused
from caremap.paths import REFERENCE
from etl.geometry import BACKGROUND_FILE, CONTOURS_FILE
from etl.meta import FileRead
from etl.perimeter import read_perimeter
from etl.progress import Report
from etl.secrecy_history import Past
from etl.sources.reference import parse


@dataclass(frozen=True)
class Inputs:
    """Parsed reference tables by table id, and the files they came from.

    `past` is what earlier releases published of the counts of persons.
    """

    folder: Path
    tables: dict[str, pa.Table]
    files: tuple[FileRead, ...]
    perimeter: Perimeter
    demo: bool = False
    rejects: tuple[tuple[str, Reject], ...] = ()
    past: Past = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """Hash of the names and contents of every file, and of the perimeter."""
        named = [f"{file.name} {file.sha256}" for file in self.files]
        lines = "\n".join([*named, repr(self.perimeter)])
        return hashlib.sha256(lines.encode()).hexdigest()


def reference_folder(data_dir: Path, chosen: Path | None = None) -> Path:
    """Return the reference folder: chosen, else of the data directory, else embedded."""
    if chosen is not None:
        return chosen
    own = data_dir / "reference"
    return own if own.is_dir() else REFERENCE


def read_inputs(folder: Path, report: Report) -> Inputs:
    """Read every reference file; raise SourceRefused with the refusals of all of them."""
    perimeter = read_perimeter(folder)
    tables: dict[str, pa.Table] = {}
    files: list[FileRead] = []
    rejects: list[Reject] = []
    action = ""
    for done, contract in enumerate(TABLES, start=1):
        report("Lecture des sources", done, len(TABLES))
        try:
            table = parse(within(contract, perimeter), folder)
        except SourceRefused as refused:
            rejects += refused.rejects
            action = action or refused.next_action
            continue
        tables[contract.id] = table
        digest = file_sha256(folder / contract.file)
        rows = table.num_rows
        files.append(FileRead(contract.source_id, contract.file, digest, rows, rows))
    if rejects:
        raise SourceRefused(rejects, action)
    return Inputs(folder, tables, (*files, *_geometry_files(folder)), perimeter)


def _geometry_files(folder: Path) -> list[FileRead]:
    contours, background = folder / CONTOURS_FILE, folder / BACKGROUND_FILE
    for path in (contours, background):
        if not path.is_file():
            reject = Reject(path.name, 0, "(fichier)", "", "fichier absent")
            raise SourceRefused([reject], f"Remettez {path} en place, puis relancez.")
    try:
        rows = pq.read_metadata(contours).num_rows
    except pa.ArrowInvalid as error:
        reject = Reject(contours.name, 0, "(fichier)", "", "GeoParquet illisible")
        raise SourceRefused([reject], f"Remettez {contours} en place, puis relancez.") from error
    return [
        FileRead("contours", contours.name, file_sha256(contours), rows, rows),
        FileRead("natural_earth", background.name, file_sha256(background), 1, 1),
    ]


def load_raw(connection: duckdb.DuckDBPyConnection, inputs: Inputs) -> None:
    """Create one `raw` table for each reference table."""
    for table_id, table in inputs.tables.items():
        connection.from_arrow(table).create(f"raw.{table_id}")


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
