"""Cells of a workbook in error (#N/A, #DIV/0!…): the reader of sheets gives them as empty.

An empty cell means that nobody published the figure; a cell in error means that the file is wrong.
"""

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

_ERROR = re.compile(rb'<c\s(?=[^>]*\bt="e")[^>]*\br="([A-Z]+)(\d+)"[^>]*>(?:.(?!</c>))*?<v>([^<]*)')
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheet"


def error_cells(path: Path) -> dict[str, list[tuple[int, int, str]]]:
    """Errors by name of sheet: row and column from 0, and what the cell shows.

    Nothing is found in a workbook whose parts are not those of the format: its reader refuses it.
    """
    found: dict[str, list[tuple[int, int, str]]] = {}
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        for title, part in sheet_parts(archive).items():
            if part in names:
                cells = _ERROR.findall(archive.read(part))
                found[title] = [(int(row) - 1, _column(ref), v.decode()) for ref, row, v in cells]
    return found


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """File of each sheet in a workbook, by its title; none when its parts are not those usual."""
    names = set(archive.namelist())
    book, links = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    if not {book, links} <= names:
        return {}
    try:
        targets = {
            link.get("Id"): (link.get("Target") or "").removeprefix("/xl/")
            for link in ElementTree.fromstring(archive.read(links))  # noqa: S314 - bounded archive
        }
        sheets = list(ElementTree.fromstring(archive.read(book)).iter(_SHEET))  # noqa: S314
    except ElementTree.ParseError:
        return {}
    return {
        sheet.get("name") or "": f"xl/{targets.get(sheet.get(_OFFICE + 'id'), '')}"
        for sheet in sheets
    }


def _column(letters: bytes) -> int:
    """Position of a column from 0: A, B, …, Z, AA."""
    position = 0
    for letter in letters:
        position = 26 * position + letter - ord("A") + 1
    return position - 1
