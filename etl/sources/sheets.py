"""Read a steward's file, CSV or XLSX, as lines of text cells. Any bytes give lines or a refusal."""

import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterable
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from caremap.errors import Reject, SourceRefused
from etl.sources.formulas import refuse_formulas

MAX_BYTES = 10_000_000
MAX_EXPANDED_BYTES = 100_000_000
MAX_LINES = 50_000
MAX_COLUMNS = 60
DELIMITERS = ";,\t"

Line = tuple[int, list[str]]


def read_lines(path: Path, sheet: str) -> list[Line]:
    """Return every line with its number, header included; empty lines are left out.

    `sheet` is the sheet read in a workbook (the first one when it is absent). Raises SourceRefused.
    """
    content = _content(path)
    is_workbook = path.suffix.lower() == ".xlsx"
    try:
        found = _workbook(path, content, sheet) if is_workbook else _csv(content)
    except SourceRefused:
        raise
    # The workbook reader raises whatever its XML and zip parts raise on a damaged file.
    except Exception as error:
        rule = f"fichier illisible ({type(error).__name__})"
        raise _whole(path, rule, "Enregistrez-le de nouveau en XLSX ou CSV, puis relancez.") from (
            error
        )
    if len(found) > MAX_LINES:
        raise _whole(path, f"plus de {MAX_LINES} lignes", "Coupez le fichier en plusieurs.")
    return [(number, cells) for number, cells in found if any(cells)]


def _whole(path: Path, rule: str, action: str) -> SourceRefused:
    return SourceRefused([Reject(path.name, 0, "(fichier)", "", rule)], action)


def _content(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        raise _whole(path, "fichier absent ou illisible", "Vérifiez ses droits.") from error
    if size > MAX_BYTES:
        raise _whole(path, f"plus de {MAX_BYTES // 1_000_000} Mo", "Coupez-le en plusieurs.")
    return content


def _workbook(path: Path, content: bytes, sheet: str) -> list[Line]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MAX_EXPANDED_BYTES:
            rule = "classeur trop grand une fois ouvert"
            raise _whole(path, rule, "Repartez du modèle, sans images ni feuilles inutiles.")
    workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        chosen = workbook[sheet] if sheet in workbook.sheetnames else workbook.worksheets[0]
        refuse_formulas(path, chosen.title)
        rows: Iterable[tuple[Any, ...]] = chosen.iter_rows(
            values_only=True, max_col=MAX_COLUMNS, max_row=MAX_LINES + 1
        )
        return [(number, [_text(cell) for cell in row]) for number, row in enumerate(rows, start=1)]
    finally:
        workbook.close()


def _csv(content: bytes) -> list[Line]:
    text = _decoded(content.removeprefix(b"\xef\xbb\xbf"))
    first = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines, start = [], 1
    for row in islice(reader, MAX_LINES + 1):
        lines.append((start, [_text(cell) for cell in row[:MAX_COLUMNS]]))
        start = reader.line_num + 1
    return lines


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _text(cell: object) -> str:
    """Write a cell as text: whole numbers without decimals, dates as ISO, spaces trimmed."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    return unicodedata.normalize("NFC", str(cell)).replace("\u00a0", " ").strip()
