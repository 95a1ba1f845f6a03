"""Lines of an official file, CSV or workbook: any bytes give text cells or a refusal."""

import codecs
import csv
import io
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import python_calamine

from etl.sources.error_cells import error_cells
from etl.sources.formulas import refuse_formulas
from etl.sources.opened import check_archive, opened, refusal

MAX_LINE = 1_000_000
DELIMITERS = ";,\t|"
_PREVIEW = 25
_CHUNK = 1 << 20
# Bytes that Windows-1252 leaves undefined decode to control characters in laxer codecs.
_UNREADABLE = re.compile("[\x00\x80-\x9f\ufffd]")
_TWICE_ENCODED = re.compile("Ã[\x80-\xbf©¨ªî´§¢«»]|Â[\xa0°«»]")


@dataclass(frozen=True)
class Line:
    """One line: sheet (empty for a CSV), number from 1, cells as trimmed text."""

    sheet: str
    number: int
    cells: list[str]


Fits = Callable[[list[Line]], bool]


def read(
    path: Path,
    kind: str,
    sheet: str = "",
    names: tuple[str, ...] = (),
    fits: Fits = bool,
) -> Iterator[Iterator[Line]]:
    """Yield the lines of each table of a file: the file itself, or each sheet of a pattern.

    A CSV is read line by line, out of its archive if it has one: `names` are its official names.
    Its separator is the one by which its first lines fit, else the one that they hold the most.
    Raises SourceRefused on an unreadable, damaged or dangerous file.
    """
    require_table(path)
    if kind == "xlsx":
        yield from _sheets(path, sheet)
        return
    yield _csv_lines(path, names, fits)


def require_table(path: Path) -> None:
    """Refuse an absent or empty file, and the page that a server sent instead of it."""
    try:
        if path.stat().st_size == 0:
            raise refusal(path, "fichier vide", "Téléchargez-le de nouveau, puis relancez.")
        with path.open("rb") as stream:
            start = stream.read(2048)
    except OSError as error:
        raise refusal(path, "fichier absent ou illisible", "Vérifiez ses droits.") from error
    if start.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<":
        text = start[:80].decode("utf-8", "replace")
        action = "Le serveur a rendu une page au lieu du fichier : téléchargez-le de nouveau."
        raise refusal(path, "page HTML au lieu d'un fichier de données", action, 1, text)


def encoding_of(path: Path, names: tuple[str, ...] = ()) -> str:
    """Return the encoding of a text file, read whole: BOM, strict UTF-8, then Windows-1252.

    Raises SourceRefused on NUL, an undefined byte or a line of over a megabyte.
    """
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            _scan(path, encoding, names)
        except UnicodeDecodeError:
            continue
        return encoding
    raise refusal(path, "encodage ni UTF-8 ni Windows-1252", "Enregistrez-le en UTF-8.")


def _scan(path: Path, encoding: str, names: tuple[str, ...]) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    length = newlines = 0
    with opened(path, names) as stream:
        while chunk := stream.read(_CHUNK):
            text = decoder.decode(chunk)
            found = _UNREADABLE.search(text)
            if found:
                line = newlines + text.count("\n", 0, found.start()) + 1
                rule = f"caractère illisible U+{ord(found.group()):04X}"
                raise refusal(path, rule, "Enregistrez le fichier en UTF-8.", line)
            for piece in text.splitlines(keepends=True):
                length += len(piece)
                if length > MAX_LINE:
                    action = "Vérifiez les guillemets et les fins de ligne."
                    rule = "ligne de plus d'un million de caractères"
                    raise refusal(path, rule, action, newlines + 1)
                if piece.endswith("\n"):
                    newlines, length = newlines + 1, 0
        decoder.decode(b"", final=True)


def _delimiter(preview: list[str], fits: Fits) -> str:
    by_use = sorted(DELIMITERS, key=lambda mark: -max(line.count(mark) for line in preview))
    for mark in by_use:
        try:
            rows = list(csv.reader(preview, delimiter=mark))
        except csv.Error:
            continue
        if fits([Line("", at, [_text(cell) for cell in row]) for at, row in enumerate(rows, 1)]):
            return mark
    return by_use[0]


def _csv_lines(path: Path, names: tuple[str, ...], fits: Fits) -> Iterator[Line]:
    encoding = encoding_of(path, names)
    # A memory-mapped field limit: a lone quote would otherwise swallow the rest of the file.
    csv.field_size_limit(MAX_LINE)
    with opened(path, names) as raw, io.TextIOWrapper(raw, encoding, newline="") as stream:
        preview = [stream.readline() for _ in range(_PREVIEW)]
        delimiter = _delimiter(preview, fits)
        reader = csv.reader(chain(preview, stream), delimiter=delimiter, strict=True)
        number = 1
        try:
            for cells in reader:
                if any(cells):
                    yield Line("", number, [_text(cell) for cell in cells])
                number = reader.line_num + 1
        except csv.Error as error:
            action = "Vérifiez les guillemets de cette ligne."
            raise refusal(path, f"CSV mal formé : {error}", action, number) from error


def _sheets(path: Path, pattern: str) -> Iterator[Iterator[Line]]:
    check_archive(path)
    refuse_formulas(path)
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(str(path))
        names = [
            name for name in workbook.sheet_names if re.fullmatch(pattern or ".*", name.strip())
        ]
        tables = [
            (name, workbook.get_sheet_by_name(name).to_python(skip_empty_area=False))
            for name in names
        ]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        action = "Enregistrez-le de nouveau en XLSX, puis relancez."
        raise refusal(path, f"classeur illisible ({error})", action) from error
    if not tables:
        found = ", ".join(f"« {name} »" for name in workbook.sheet_names)
        rule = f"aucune feuille ne s'appelle comme attendu ({pattern}) ; feuilles : {found}"
        raise refusal(path, rule, "Vérifiez que c'est le bon classeur.")
    errors = error_cells(path)
    for name, rows in tables:
        for row, column, shown in errors.get(name, ()):
            rows[row][column] = shown
        yield _sheet_lines(name, rows)


def _sheet_lines(name: str, rows: list[list[Any]]) -> Iterator[Line]:
    for number, row in enumerate(rows, 1):
        cells = [_text(cell) for cell in row]
        if any(cells):
            yield Line(name, number, cells)


def _text(cell: Any) -> str:
    """Write a cell as text: whole numbers without decimals, dates as ISO, spaces trimmed."""
    if isinstance(cell, bool) or cell is None:
        return "" if cell is None else str(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < sys.maxsize else repr(cell)
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return unicodedata.normalize("NFC", str(cell)).strip(" \t\r\n\u00a0\u202f\u2009\ufeff")


def encoded_twice(text: str) -> bool:
    """Tell whether UTF-8 was read as Windows-1252 and encoded again (`Ã©` for `é`)."""
    return bool(_TWICE_ENCODED.search(text))
