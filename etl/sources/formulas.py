"""Formulas of a workbook that were never calculated: their cell reads as empty, and is not."""

import re
import zipfile
from pathlib import Path

from caremap.errors import Reject, SourceRefused
from etl.sources.error_cells import sheet_parts

# A text (`t="str"`) that a formula left empty was calculated.
_WITHOUT_VALUE = re.compile(
    rb'<c\b(?![^>]*\bt="str")[^>]*>\s*'
    rb"<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(?:(?:<v\s*/>|<v>\s*</v>)\s*)?</c>"
)
_PLACE = re.compile(rb'\br="([A-Z]+)(\d+)"')
_ACTION = (
    "Ouvrez le classeur, enregistrez-le pour que les formules soient calculées, puis relancez."
)


def refuse_formulas(path: Path, sheet: str = "") -> None:
    """Raise SourceRefused at the first formula without a value of a sheet, or of any sheet."""
    with zipfile.ZipFile(path) as archive:
        parts = sheet_parts(archive)
        every = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        for name in [parts[sheet]] if sheet in parts else every:
            if found := _WITHOUT_VALUE.search(archive.read(name)):
                raise SourceRefused([_reject(path, name, found.group(), parts)], _ACTION)


def _reject(path: Path, name: str, cell: bytes, parts: dict[str, str]) -> Reject:
    """Where the formula stands; its text is not repeated, a name may be in it."""
    place = _PLACE.search(cell)
    column, line = (place.group(1).decode(), int(place.group(2))) if place else ("(cellule)", 0)
    title = next((title for title, part in parts.items() if part == name), name)
    return Reject(path.name, line, column, "(formule)", "formule sans valeur", title)
