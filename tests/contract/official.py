"""Official files that tests write: real layouts, figures made for the test."""

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
APL_HEADER = (
    "Code commune INSEE",
    "Commune",
    "APL aux médecins généralistes",
    "APL aux médecins généralistes de 65 ans et moins ",
    "Population standardisée 2023 pour la médecine générale",
    "Population totale 2023",
)
NURSE_HEADER = (
    "Code commune INSEE",
    "Commune",
    "APL aux infirmières",
    "Population standardisée 2023 pour les infirmières",
    "Population totale 2023",
)
UNITS = ("", "", "En nombre de consultations/visites accessibles", "", "En nombre d'habitants", "")


def apl_workbook(
    path: Path,
    rows: Sequence[Sequence[object]],
    year: int = 2025,
    header: Sequence[str] = APL_HEADER,
    titles: int = 8,
) -> Path:
    """Workbook of the DREES: settings sheet, title lines, header, units, one line a commune."""
    workbook = Workbook()
    workbook.active.title = "Paramètres"
    workbook.active.append(["Offre", "valeur"])
    sheet = workbook.create_sheet(f"APL {year}")
    for number in range(titles):
        sheet.append([f"Titre {number}"])
    sheet.append(list(header))
    sheet.append(list(UNITS))
    for row in rows:
        sheet.append(list(row))
    workbook.save(path)
    return path


def csv_file(
    path: Path, lines: Sequence[str], encoding: str = "utf-8", newline: str = "\n"
) -> Path:
    """Text file of lines."""
    path.write_bytes(newline.join([*lines, ""]).encode(encoding))
    return path
