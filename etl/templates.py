"""Workbooks that stewards fill: a sheet with lists and one example, a sheet that explains."""

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from caremap.catalog.tables.steward import EXAMPLE_MARK, REMARK, StewardTable
from etl.sources.steward import FILL_SHEET

EXPLAIN_SHEET, LISTS_SHEET = "Explications", "Listes"
FILLED_LINES = 2_000
_HEAD = PatternFill("solid", fgColor="1D5B79")
_EXAMPLE = PatternFill("solid", fgColor="FFF2CC")


def write(table: StewardTable, path: Path) -> None:
    """Write the workbook of one kind of file."""
    workbook = Workbook()
    fill = workbook.active
    if fill is None:
        raise RuntimeError("classeur sans feuille")
    fill.title = FILL_SHEET
    explain = workbook.create_sheet(EXPLAIN_SHEET)
    lists = workbook.create_sheet(LISTS_SHEET)
    _write_fill(fill, table)
    _write_lists(lists, fill, table)
    _write_explanations(explain, table)
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(path)


def _write_fill(sheet: Worksheet, table: StewardTable) -> None:
    sheet.append([one.title for one in table.columns] + [REMARK])
    example = [one.example for one in table.columns]
    sheet.append([*example, f"{EXAMPLE_MARK} : ligne ignorée, à laisser ou à effacer"])
    _style_head(sheet)
    for cell in sheet[2]:
        cell.fill = _EXAMPLE
        cell.font = Font(italic=True, color="7F6000")
    for position, one in enumerate(table.columns, start=1):
        letter = get_column_letter(position)
        sheet.column_dimensions[letter].width = max(14, len(one.example) + 4)
        if one.column.kind == "text":
            for line in range(2, FILLED_LINES + 1):
                sheet.cell(line, position).number_format = "@"
        else:
            sheet.cell(2, position).value = int(one.example)
    sheet.column_dimensions[get_column_letter(len(table.columns) + 1)].width = 46
    sheet.freeze_panes = "A2"


def _style_head(sheet: Worksheet) -> None:
    for cell in sheet[1]:
        cell.fill = _HEAD
        cell.font = Font(bold=True, color="FFFFFF")
        cell.alignment = Alignment(wrap_text=True, vertical="center")


def _write_lists(lists: Worksheet, fill: Worksheet, table: StewardTable) -> None:
    """One column of allowed values a list, and the rule that offers it in the sheet to fill."""
    column = 0
    for position, one in enumerate(table.columns, start=1):
        where = f"{get_column_letter(position)}2:{get_column_letter(position)}{FILLED_LINES}"
        if one.column.allowed:
            column += 1
            for line, value in enumerate((one.title, *one.column.allowed), start=1):
                lists.cell(line, column).value = value
            letter, last = get_column_letter(column), len(one.column.allowed) + 1
            rule = DataValidation("list", formula1=f"={LISTS_SHEET}!${letter}$2:${letter}${last}")
        elif one.column.kind == "integer":
            low, high = one.column.minimum or 0, one.column.maximum or 0
            rule = DataValidation(
                "whole", operator="between", formula1=f"{low:g}", formula2=f"{high:g}"
            )
        else:
            continue
        rule.allow_blank = True
        rule.error, rule.errorTitle = one.explanation[:250], one.title
        fill.add_data_validation(rule)
        rule.add(where)
    lists.sheet_state = "hidden"


def _write_explanations(sheet: Worksheet, table: StewardTable) -> None:
    sheet.append(["Colonne", "Obligatoire", "Ce qu'il faut écrire", "Valeurs admises", "Exemple"])
    _style_head(sheet)
    for one in table.columns:
        needed = "non" if one.column.nullable else "oui"
        allowed = " ; ".join(one.column.allowed)
        sheet.append([one.title, needed, one.explanation, allowed, one.example])
    rules = (
        table.grain,
        "Aucune donnée personnelle : ni nom, ni prénom, ni INE, ni date de naissance, ni adresse "
        "électronique, ni téléphone. Le fichier entier est refusé s'il en contient.",
        "Vide veut dire « inconnu » ; 0 veut dire « aucun ».",
        f"Enregistrez sous « {table.id}-2025.xlsx » (ou .csv) dans le dossier « inbox » des "
        "données, puis lancez « python -m etl build ».",
    )
    sheet.append([])
    for rule in rules:
        sheet.append([rule])
    for letter, width in zip("ABCDE", (24, 12, 70, 60, 22), strict=True):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows(min_row=2, max_row=len(table.columns) + 1):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
