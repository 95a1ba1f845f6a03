"""Read a very large official table by batches, in constant memory, line by accounted line.

Cells that are plainly sound are checked a column at a time; the others, one by one, by the rules
of every official table (`etl.sources.official`).
"""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from caremap.catalog.connectors.model import Connector, Field
from caremap.errors import Reject, SourceRefused
from etl.sources.cells import BadCell, Value, convert
from etl.sources.columns import plain
from etl.sources.headers import Header, find_header
from etl.sources.lines import DELIMITERS, Line, encoding_of, require_table
from etl.sources.official import ARROW_TYPES, MAX_REJECTED_SHARE, normalised
from etl.sources.opened import opened, refusal

BLOCK_BYTES = 4 << 20
MASKED = "(masqué)"
# Refused lines told one by one; all of them are counted.
MAX_TOLD = 1_000
_BATCH_ROWS = 50_000


def schema_of(connector: Connector) -> pa.Schema:
    """Columns of a batch: those of the connector, and `line`."""
    kinds = [(one.column.name, ARROW_TYPES[one.column.kind]) for one in connector.fields]
    return pa.schema([*kinds, ("line", pa.int64())])


def header_of(connector: Connector, path: Path) -> tuple[Header, str]:
    """Columns of the first line and its delimiter; raises SourceRefused when some are missing."""
    require_table(path)
    if _is_parquet(path):
        with _parquet_of(path) as source:
            names = source.schema_arrow.names
        return find_header(connector, path, [Line("", 1, names)])[0], ""
    with opened(path, connector.files) as stream:
        text = _decoded(stream.readline(BLOCK_BYTES))
    delimiter = max(DELIMITERS, key=text.count)
    try:
        cells = next(csv.reader([text.rstrip("\r\n")], delimiter=delimiter), [])
    except csv.Error as error:
        raise refusal(path, f"CSV mal formé ({error})", "Vérifiez sa première ligne.", 1) from error
    line = Line("", 1, [cell.strip() for cell in cells])
    return find_header(connector, path, [line])[0], delimiter


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def recognises_stream(connector: Connector, path: Path) -> bool:
    """Tell, from its first line, whether a file holds the columns of a connector."""
    try:
        header_of(connector, path)
    except (SourceRefused, OSError):
        return False
    return True


def _is_parquet(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(4) == b"PAR1"


@contextmanager
def _parquet_of(path: Path) -> Iterator[pq.ParquetFile]:
    try:
        with pq.ParquetFile(path) as source:
            yield source
    except (pa.ArrowException, OSError) as error:
        action = "Le fichier est coupé ou abîmé : téléchargez-le de nouveau."
        raise refusal(path, f"parquet illisible ({error})"[:160], action) from error


@dataclass
class Stream:
    """The lines of one large file, and the account of those already given."""

    connector: Connector
    path: Path
    rows_read: int = 0
    rows_rejected: int = 0
    rejects: list[Reject] = field(default_factory=list)
    _skipped: set[int] = field(default_factory=set)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the accepted lines, typed (`schema_of`); refused ones are told in `rejects`.

        Raises SourceRefused on a broken file, or when more than one line in a hundred is refused.
        """
        header, delimiter = header_of(self.connector, self.path)
        raw = self._text(header, delimiter) if delimiter else self._parquet(header)
        for batch, lines in raw:
            self.rows_read += len(lines)
            yield from self._checked(batch, lines)
        if self.rows_rejected > MAX_REJECTED_SHARE * self.rows_read:
            action = (
                f"{self.rows_rejected} lignes refusées sur {self.rows_read}, une sur cent au plus "
                f"est admise : rien n'a changé. Vérifiez {self.path.name}, ou signalez-le."
            )
            raise SourceRefused(self.rejects, action)

    def _parquet(self, header: Header) -> Iterator[tuple[pa.RecordBatch, pa.Array]]:
        names = {name: header.line.cells[at] for name, at in header.positions.items()}
        done = 0
        with _parquet_of(self.path) as source:
            for batch in source.iter_batches(_BATCH_ROWS, columns=list(names.values())):
                columns = [batch[title].cast(pa.string()) for title in names.values()]
                told = pa.RecordBatch.from_arrays(columns, names=list(names))
                told.validate(full=True)
                yield told, pa.array(np.arange(done + 1, done + 1 + len(batch)))
                done += len(batch)

    def _text(self, header: Header, delimiter: str) -> Iterator[tuple[pa.RecordBatch, pa.Array]]:
        encoding = encoding_of(self.path, self.connector.files)
        next_line = 2
        try:
            with opened(self.path, self.connector.files) as stream:
                for batch in self._reader(stream, header, delimiter, encoding):
                    lines = self._lines(next_line, len(batch))
                    next_line = int(lines[-1]) + 1 if len(lines) else next_line
                    yield batch, pa.array(lines)
        except pa.ArrowInvalid as error:
            action = "Vérifiez les guillemets et les fins de ligne, ou téléchargez-le de nouveau."
            rule = f"CSV mal formé ({error})"[:160]
            raise refusal(self.path, rule, action, next_line) from error

    def _reader(
        self, stream: IO[bytes], header: Header, delimiter: str, encoding: str
    ) -> Iterator[pa.RecordBatch]:
        width = len(header.line.cells)
        titles = [f"c{at}" for at in range(width)]
        wanted = {f"c{at}": name for name, at in header.positions.items()}
        stream.readline()
        reader = pa_csv.open_csv(
            stream,
            pa_csv.ReadOptions(
                use_threads=False,
                block_size=BLOCK_BYTES,
                column_names=titles,
                encoding="utf8" if encoding.startswith("utf") else encoding,
            ),
            pa_csv.ParseOptions(
                delimiter=delimiter,
                quote_char=False if delimiter == "|" else '"',
                ignore_empty_lines=False,
                invalid_row_handler=self._torn,
            ),
            pa_csv.ConvertOptions(
                include_columns=list(wanted),
                column_types=dict.fromkeys(wanted, pa.string()),
                strings_can_be_null=False,
            ),
        )
        for batch in reader:
            yield batch.rename_columns(list(wanted.values()))

    def _torn(self, row: Any) -> str:
        """A line that has not the cells of the header: refused, but for an empty one."""
        number = int(row.number or 0) + 1
        self._skipped.add(number)
        if row.text.strip():
            self.rows_read += 1
            rule = f"{row.expected_columns} cellules attendues, {row.actual_columns} trouvées"
            self._reject(number, "(ligne)", row.text, rule)
        return "skip"

    def _lines(self, start: int, count: int) -> np.ndarray[Any, Any]:
        """Numbers of the lines of a batch: those set aside before it are not in it."""
        inside = sorted(n for n in self._skipped if start <= n)
        lines = np.arange(start, start + count)
        for number in inside:
            lines[lines >= number] += 1
        return lines

    def _checked(self, batch: pa.RecordBatch, lines: pa.Array) -> Iterator[pa.RecordBatch]:
        schema = schema_of(self.connector)
        kept, columns = np.ones(len(batch), dtype=bool), []
        for one in self.connector.fields:
            name = one.column.name
            if name not in batch.schema.names:
                columns.append(pa.nulls(len(batch), schema.field(name).type))
                continue
            sound, values = plain(one, batch[name])
            kept &= sound
            columns.append(values)
        whole = pa.RecordBatch.from_arrays([*columns, lines], schema=schema)
        yield whole.filter(pa.array(kept))
        doubtful = batch.filter(pa.array(~kept)).to_pylist()
        rows = [
            row
            for cells, line in zip(doubtful, lines.filter(pa.array(~kept)), strict=True)
            if (row := self._row(cells, line.as_py()))
        ]
        if rows:
            yield pa.RecordBatch.from_pylist(rows, schema=schema)

    def _row(self, cells: dict[str, str | None], line: int) -> dict[str, Value] | None:
        row: dict[str, Value] = {"line": line}
        for one in self.connector.fields:
            cell = (cells.get(one.column.name) or "").strip(" \t\r\n\u00a0\u202f\u2009\ufeff")
            try:
                row[one.column.name] = _converted(one, cell)
            except BadCell as error:
                self._reject(line, one.titles[0], cell, str(error))
                return None
        return row

    def _reject(self, line: int, column: str, value: str, rule: str) -> None:
        self.rows_rejected += 1
        if len(self.rejects) < MAX_TOLD:
            told = MASKED if self.connector.personal else value[:60]
            self.rejects.append(Reject(self.path.name, line, column, told, rule))


def _converted(one: Field, cell: str) -> Value:
    text = normalised(cell, one.column)
    if one.width and text.isdigit():
        text = text.zfill(one.width)
    return convert(text, one.column)
