"""Tables of a view as files of a spreadsheet: CSV for French Excel, XLSX with its metadata."""

import csv
import io
import zipfile
from typing import Any

import numpy as np
import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from caremap.exports.view import View, metadata
from caremap.formats import unrunnable

_INVALID_IN_SHEETS = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_WIDEST, _NARROWEST = 60, 9
_ILLEGAL = dict.fromkeys((*range(9), 11, 12, *range(14, 32)))


def plain(cell: Any) -> Any:
    """Return a cell as a spreadsheet takes it: a number, a text that runs nothing, or nothing."""
    if cell is None or cell is pd.NA or (isinstance(cell, float) and not np.isfinite(cell)):
        return None
    if isinstance(cell, (bool, np.bool_)):
        return "oui" if cell else "non"
    if isinstance(cell, np.integer):
        return int(cell)
    if isinstance(cell, np.floating):
        return float(cell) if np.isfinite(cell) else None
    if isinstance(cell, (int, float)):
        return cell
    return unrunnable(str(cell).translate(_ILLEGAL))


def _decimal_comma(cell: Any) -> str:
    written = plain(cell)
    if written is None:
        return ""
    return repr(written).replace(".", ",") if isinstance(written, float) else str(written)


def csv_bytes(view: View) -> bytes:
    """Every table of the view in one CSV (`;`, decimal comma, BOM), metadata after the tables."""
    text = io.StringIO()
    out = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for piece in view.tables:
        rows = piece.rows()
        if len(view.tables) > 1:
            out.writerow([_decimal_comma(piece.title)])
        out.writerow([_decimal_comma(name) for name in rows.columns])
        for line in rows.itertuples(index=False):
            out.writerow([_decimal_comma(cell) for cell in line])
        out.writerow([])
    for name, words in metadata(view):
        out.writerow([_decimal_comma(name), _decimal_comma(words)])
    return text.getvalue().encode("utf-8-sig")


def xlsx_bytes(view: View) -> bytes:
    """One sheet a table, then a sheet « Métadonnées »."""
    book = Workbook(write_only=True)
    for position, piece in enumerate(view.tables, start=1):
        _sheet(book, _sheet_name(position, piece.title), piece.rows())
    about = book.create_sheet("Métadonnées")
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 34, 110
    for name, words in metadata(view):
        text = WriteOnlyCell(about, plain(words))
        text.alignment = Alignment(wrap_text=True, vertical="top")
        about.append([_bold(about, name), text])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _sheet(book: Workbook, name: str, rows: pd.DataFrame) -> None:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for position, column in enumerate(rows.columns, start=1):
        longest = max([len(str(column)), *(len(str(cell)) for cell in rows[column].head(200))])
        width = min(max(longest + 2, _NARROWEST), _WIDEST)
        sheet.column_dimensions[get_column_letter(position)].width = width
    sheet.append([_bold(sheet, column) for column in rows.columns])
    for line in rows.itertuples(index=False):
        sheet.append([plain(cell) for cell in line])


def _bold(sheet: Any, text: object) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, plain(text))
    cell.font = Font(bold=True)
    return cell


def _sheet_name(position: int, title: str) -> str:
    return f"{position} {title.translate(_INVALID_IN_SHEETS)}"[:31].strip()


def archive(files: dict[str, bytes]) -> bytes:
    """Several files in one ZIP, always the same bytes for the same files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as out:
        for name, part in files.items():
            out.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part)
    return content.getvalue()
