"""Strict reader of one embedded reference file, by column name, all refusals at once."""

import csv
import io
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

import pyarrow as pa

from caremap.catalog.tables.model import Column, ReferenceTable
from caremap.errors import Reject, SourceRefused
from etl.sources.cells import BadCell, Value, convert

_ARROW_TYPES = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "date": pa.date32(),
}
# Those delivered have commas; a French spreadsheet writes semicolons.
_DELIMITERS = ",;\t"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

Line = tuple[int, list[str]]


def parse(table: ReferenceTable, folder: Path) -> pa.Table:
    """Read one reference CSV; columns in contract order, ids as text, empty cells as NULL.

    `source_file` and `source_line` say where each row stands.
    Raises SourceRefused with every broken rule (file, line, column, value).
    """
    path = folder / table.file
    header, lines = _split(table, _decode(path))
    problems = _header_problems(table, header)
    if problems:
        raise _refused(table, folder, problems)
    columns, problems = _columns(table, header, lines)
    problems += _key_problems(table, header, lines)
    if len(lines) < table.min_rows:
        rule = f"au moins {table.min_rows} lignes attendues"
        problems.append(Reject(table.file, len(lines) + 1, "(fichier)", str(len(lines)), rule))
    if problems:
        raise _refused(table, folder, sorted(problems, key=lambda reject: reject.line))
    columns["source_file"] = pa.array([table.file] * len(lines), type=pa.string())
    columns["source_line"] = pa.array([number for number, _ in lines], type=pa.int64())
    return pa.table(columns)


def _refused(table: ReferenceTable, folder: Path, rejects: list[Reject]) -> SourceRefused:
    action = f"Corrigez {folder / table.file}, puis relancez « python -m etl build »."
    return SourceRefused(rejects, f"{action} La version servie n'a pas changé.")


def _decode(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        reject = Reject(path.name, 0, "(fichier)", "", "fichier absent ou illisible")
        raise SourceRefused([reject], f"Remettez {path} en place, puis relancez.") from error
    content = content.removeprefix(_BYTE_ORDER_MARK)
    for encoding in ("utf-8", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    reject = Reject(path.name, 0, "(fichier)", "", "encodage ni UTF-8 ni Windows-1252")
    raise SourceRefused([reject], f"Enregistrez {path} en UTF-8, puis relancez.")


def _split(table: ReferenceTable, content: str) -> tuple[list[str], list[Line]]:
    first = content.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    try:
        header = next(reader, [])
        lines = []
        start = reader.line_num + 1
        for row in reader:
            if row:
                lines.append((start, row))
            start = reader.line_num + 1
    except csv.Error as error:
        reject = Reject(table.file, reader.line_num, "(ligne)", "", f"CSV mal formé : {error}")
        raise SourceRefused([reject], "Vérifiez les guillemets et les séparateurs.") from error
    return header, lines


def _header_problems(table: ReferenceTable, header: list[str]) -> list[Reject]:
    expected = [column.name for column in table.columns]
    rejects = []
    for name in expected:
        if name not in header:
            near = ", ".join(f"« {found} »" for found in get_close_matches(name, header))
            rule = "colonne absente" + (f" ; noms proches : {near}" if near else "")
            rejects.append(Reject(table.file, 1, name, "", rule))
    for name in dict.fromkeys(header):
        if name not in expected:
            rejects.append(Reject(table.file, 1, name, name, "colonne inconnue"))
        elif header.count(name) > 1:
            rejects.append(Reject(table.file, 1, name, name, "colonne en double"))
    return rejects


def _columns(
    table: ReferenceTable, header: list[str], lines: list[Line]
) -> tuple[dict[str, pa.Array], list[Reject]]:
    problems = [
        Reject(table.file, line, "(ligne)", str(len(row)), f"{len(header)} cellules attendues")
        for line, row in lines
        if len(row) != len(header)
    ]
    whole = [(line, row) for line, row in lines if len(row) == len(header)]
    arrays = {}
    for column in table.columns:
        position = header.index(column.name)
        values, rejects = _values(table, column, ((line, row[position]) for line, row in whole))
        arrays[column.name] = pa.array(values, type=_ARROW_TYPES[column.kind])
        problems += rejects
    return arrays, problems


def _values(
    table: ReferenceTable, column: Column, cells: Iterable[tuple[int, str]]
) -> tuple[list[Value], list[Reject]]:
    values: list[Value] = []
    rejects = []
    for line, cell in cells:
        try:
            values.append(convert(cell, column))
        except BadCell as error:
            values.append(None)
            rejects.append(Reject(table.file, line, column.name, cell, str(error)))
    return values, rejects


def _key_problems(table: ReferenceTable, header: list[str], lines: list[Line]) -> list[Reject]:
    positions = [header.index(name) for name in table.key]
    first_line: dict[tuple[str, ...], int] = {}
    rejects = []
    for line, row in lines:
        if len(row) != len(header):
            continue
        key = tuple(row[position] for position in positions)
        known = first_line.setdefault(key, line)
        if known != line:
            rule = f"clé en double, déjà présente à la ligne {known}"
            rejects.append(Reject(table.file, line, " + ".join(table.key), " / ".join(key), rule))
    return rejects
