"""Read an official table by the declaration of its connector, with an account of every line."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import partial
from itertools import chain, islice
from pathlib import Path

import pyarrow as pa

from caremap.catalog.connectors.model import FRENCH_COMMUNE_PATTERN, Connector, Field
from caremap.catalog.tables.model import Column
from caremap.errors import Reject, SourceRefused
from etl.sources.cells import BadCell, Value, convert
from etl.sources.headers import HEADER_LINES, Header, find_header, has_header
from etl.sources.lines import Line, encoded_twice, read
from etl.sources.opened import refusal
from etl.sources.parsed import Parsed

MAX_REJECTED_SHARE = 0.01
ARROW_TYPES = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "date": pa.date32(),
}
# Written for "no figure"; none of them is a zero.
ABSENT = frozenset({"", "-", "*", "nd", "n.d.", "n.d", "nc", "na", "n/a", "ns", "s", "c", "\\n"})
FRENCH_COMMUNE = re.compile(FRENCH_COMMUNE_PATTERN)
_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u202f\u2009](?=\d{3}(\D|$))")
_FRENCH_DATE = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
_DATE_START = re.compile(r"(\d{4})-\d{2}-\d{2}([T ].*)?")

Row = dict[str, Value]


def parse_table(connector: Connector, path: Path) -> Parsed:
    """Read every table of a file; one row per accepted line, columns of the fields and `line`.

    Raises SourceRefused on a broken header, too few rows or too many refused lines.
    """
    tables = []
    for lines in _tables(connector, path):
        tables.append(_Reader(connector, path))
        tables[-1].run(lines)
    rows = [row for table in tables for row in table.rows]
    rejects = [reject for table in tables for reject in table.rejects]
    rows_read = sum(table.rows_read for table in tables)
    rows, conflicts, duplicates = by_key(connector, path, rows)
    rejects += conflicts
    rejected = rows_read - len(rows) - duplicates
    notes = tuple(dict.fromkeys(note for table in tables for note in table.notes))
    account = _accounted(connector, path, rows, rejects, rows_read)
    return Parsed(account, tuple(rejects), rows_read, rejected, duplicates, len(rows), notes)


def _tables(connector: Connector, path: Path) -> Iterator[Iterator[Line]]:
    fits = partial(has_header, connector)
    return read(path, connector.kind, connector.sheet, connector.files, fits)


def _accounted(
    connector: Connector, path: Path, rows: list[Row], rejects: list[Reject], rows_read: int
) -> pa.Table:
    lines = {(reject.sheet, reject.line) for reject in rejects}
    refuse_few(connector, path, len(rows), rejects, (len(lines), rows_read))
    return table_of(connector, rows)


def refuse_few(
    connector: Connector, path: Path, rows: int, rejects: list[Reject], account: tuple[int, int]
) -> None:
    """Raise SourceRefused when too many lines are refused, or too few rows accepted.

    `account` is the lines refused and the lines read.
    """
    rejected, rows_read = account
    allowed = 0 if connector.reference else int(MAX_REJECTED_SHARE * rows_read)
    if rejected > allowed:
        action = (
            f"Au plus {allowed} ligne(s) refusée(s) sur {rows_read} sont admises : rien n'a "
            f"changé. Corrigez {path.name} ou signalez-le à son producteur."
        )
        raise SourceRefused(rejects, action)
    if rows < connector.min_rows:
        rule = f"au moins {connector.min_rows} lignes attendues"
        action = "Le fichier est incomplet : téléchargez-le de nouveau, puis relancez."
        raise refusal(path, rule, action, rows_read, str(rows))


def table_of(connector: Connector, rows: list[Row]) -> pa.Table:
    """Arrow table of rows: the columns of the connector, `year` of the sheet, and `line`."""
    kinds = {field.column.name: ARROW_TYPES[field.column.kind] for field in connector.fields}
    if connector.dated:
        kinds["year"] = pa.int64()
    schema = pa.schema([*kinds.items(), ("line", pa.int64())])
    return pa.Table.from_pylist(rows, schema=schema)


class _Reader:
    """Reads the lines of one table by the columns its header shows."""

    def __init__(self, connector: Connector, path: Path) -> None:
        self.connector, self.path = connector, path
        self.rows: list[Row] = []
        self.rejects: list[Reject] = []
        self.notes: list[str] = []
        self.rows_read = 0
        self.restored: Counter[str] = Counter()

    def run(self, lines: Iterator[Line]) -> None:
        """Read every line after the header."""
        first = list(islice(lines, HEADER_LINES))
        header, start = find_header(self.connector, self.path, first)
        if header.unknown:
            names = ", ".join(f"« {name} »" for name in header.unknown[:8])
            self.notes.append(f"{self.path.name} : colonnes non lues : {names}")
        year = self._sheet_year(header.line.sheet) or header.year
        for rank, line in enumerate(chain(first[start:], lines)):
            if rank == 0 and self._is_unit_line(line, header):
                continue
            self.rows_read += 1
            self._read(line, header, year)
        self.notes += [
            f"{self.path.name} : {count} zéro(s) initial(aux) rendus dans « {name} »"
            for name, count in sorted(self.restored.items())
        ]

    def _sheet_year(self, sheet: str) -> int | None:
        found = re.fullmatch(self.connector.sheet or ".*", sheet.strip())
        return int(found.group(1)) if found and found.groups() else None

    def _is_unit_line(self, line: Line, header: Header) -> bool:
        """The line of units under a header has no code."""
        first = header.positions[self.connector.fields[0].column.name]
        return first >= len(line.cells) or not line.cells[first]

    def _read(self, line: Line, header: Header, year: int | None) -> None:
        row: Row = {"line": line.number}
        if self.connector.dated:
            row["year"] = year
        width = len(header.line.cells)
        if len(line.cells) > width and any(line.cells[width:]):
            rule = f"{width} cellules attendues, {len(line.cells)} trouvées"
            self._reject(line, "(ligne)", " | ".join(line.cells)[:60], rule)
            return
        before = len(self.rejects)
        for field in self.connector.fields:
            position = header.positions.get(field.column.name)
            cell = (
                line.cells[position] if position is not None and position < len(line.cells) else ""
            )
            row[field.column.name] = self._value(line, field, cell)
        if len(self.rejects) == before:
            self.rows.append(row)

    def _value(self, line: Line, field: Field, cell: str) -> Value:
        try:
            text = normalised(cell, field.column)
            if field.width and text.isdigit() and len(text) < field.width:
                text = text.zfill(field.width)
                self.restored[field.column.name] += 1
            return convert(text, field.column)
        except BadCell as error:
            self._reject(line, field.titles[0], cell, str(error))
            return None

    def _reject(self, line: Line, column: str, value: str, rule: str) -> None:
        name = self.path.name
        self.rejects.append(Reject(name, line.number, column, value[:60], rule, line.sheet))


def _is_absent(cell: str) -> bool:
    plain = cell.casefold()
    return plain in ABSENT or plain.startswith("n/a")


def normalised(cell: str, column: Column) -> str:
    """Write a cell as its contract reads it: French numbers and dates, absent figures empty."""
    if column.kind == "text":
        if encoded_twice(cell):
            raise BadCell("accents encodés deux fois")
        # A code that follows its own pattern is never a word for « no figure »: `S` is a mode.
        coded = bool(column.pattern) and re.fullmatch(column.pattern, cell)
        return "" if column.nullable and not coded and _is_absent(cell) else cell
    text = _THOUSANDS.sub("", cell)
    if column.nullable and _is_absent(text):
        return ""
    if column.kind == "date":
        return _FRENCH_DATE.sub(r"\3-\2-\1", text)
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    if column.kind == "integer":
        dated = _DATE_START.fullmatch(text) if column.name == "year" else None
        text = dated.group(1) if dated else re.sub(r"\.0+$", "", text)
        if re.fullmatch(r"\d{1,3}\.\d{3}", text):
            raise BadCell("« 1.234 » : mille ou un virgule deux ? Écrivez-le sans point")
    return text


def by_key(
    connector: Connector, path: Path, rows: list[Row]
) -> tuple[list[Row], list[Reject], int]:
    """Keep one of exact duplicates; refuse every line of a key that says two things."""
    groups: dict[tuple[Value, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[name] for name in connector.key)].append(row)
    kept: list[Row] = []
    rejects: list[Reject] = []
    duplicates = 0
    for key, same in groups.items():
        contents = {tuple((k, v) for k, v in row.items() if k != "line") for row in same}
        if len(contents) == 1:
            kept.append(same[0])
            duplicates += len(same) - 1
            continue
        lines = ", ".join(str(row["line"]) for row in same)
        rule = f"même clé, contenus différents (lignes {lines})"
        name, value = " + ".join(connector.key), " / ".join(map(str, key))
        rejects += [Reject(path.name, int(str(row["line"])), name, value, rule) for row in same]
    return kept, rejects, duplicates


def recognises_table(connector: Connector, path: Path) -> bool:
    """Tell, from its first lines, whether a file holds the columns of a connector."""
    try:
        for lines in _tables(connector, path):
            find_header(connector, path, list(islice(lines, HEADER_LINES)))
    except SourceRefused:
        return False
    return True
