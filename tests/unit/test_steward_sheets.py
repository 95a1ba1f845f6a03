"""Files of a steward as lines of text: every kind of cell, and what a refused file is told."""

import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from caremap.errors import SourceRefused
from etl.sources import sheets
from etl.sources.sheets import read_lines


def refused(path: Path, sheet: str = "Stages") -> tuple[str, str]:
    with pytest.raises(SourceRefused) as error:
        read_lines(path, sheet)
    (reject,) = error.value.rejects
    assert (reject.file, reject.line, reject.column) == (path.name, 0, "(fichier)")
    return reject.rule, error.value.next_action


def workbook(tmp_path: Path, **tables: list[list[object]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in tables.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path = tmp_path / "modele.xlsx"
    made.save(path)
    return path


def lines_of(path: Path, sheet: str = "Stages") -> list[tuple[int, list[str]]]:
    """Lines without the empty cells that end them."""
    found = []
    for number, cells in read_lines(path, sheet):
        assert len(cells) <= sheets.MAX_COLUMNS
        filled = [rank for rank, cell in enumerate(cells, 1) if cell]
        found.append((number, cells[: filled[-1]]))
    return found


def test_cells_of_a_workbook_are_written_as_a_person_reads_them(tmp_path):
    row = [12.0, 12.5, date(2026, 3, 1), datetime(2026, 3, 2, 8), "  Béthune\u00a0 ", None, 0]
    path = workbook(tmp_path, Aide=[["x"]], Stages=[["a"], [], row])
    expected = ["12", "12.5", "2026-03-01", "2026-03-02", "Béthune", "", "0"]
    assert lines_of(path) == [(1, ["a"]), (3, expected)]


def test_the_first_sheet_is_read_when_the_expected_one_is_absent(tmp_path):
    assert lines_of(workbook(tmp_path, Feuil1=[["a"]], Autre=[["b"]])) == [(1, ["a"])]


@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_text_file_is_read_in_its_encoding_and_with_its_separator(tmp_path, mark, encoding):
    path = tmp_path / "stages.csv"
    text = f'lieu{mark}nombre\n"Béthune\nsud"{mark} 12\u00a0\n\n{mark}\nLens{mark}3\n'
    path.write_bytes(text.encode(encoding))
    found = [(1, ["lieu", "nombre"]), (2, ["Béthune\nsud", "12"]), (6, ["Lens", "3"])]
    assert read_lines(path, "Stages") == found


def test_an_unreadable_file_is_refused_with_what_to_do(tmp_path):
    damaged = tmp_path / "modele.xlsx"
    damaged.write_bytes(b"PK\x03\x04")
    again = "Enregistrez-le de nouveau en XLSX ou CSV, puis relancez."
    assert refused(damaged) == ("fichier illisible (BadZipFile)", again)
    assert refused(tmp_path / "absent.csv") == (
        "fichier absent ou illisible",
        "Vérifiez ses droits.",
    )


def test_a_file_is_read_up_to_its_limits_and_refused_past_them(tmp_path, monkeypatch):
    path = tmp_path / "stages.csv"
    path.write_text("a;b;c\n1;2;3\n", encoding="utf-8")
    monkeypatch.setattr(sheets, "MAX_LINES", 2)
    monkeypatch.setattr(sheets, "MAX_COLUMNS", 2)
    assert read_lines(path, "") == [(1, ["a", "b"]), (2, ["1", "2"])]
    monkeypatch.setattr(sheets, "MAX_LINES", 1)
    assert refused(path) == ("plus de 1 lignes", "Coupez le fichier en plusieurs.")
    book = workbook(tmp_path, Stages=[["a", "b", "c"], ["1", "2", "3"]])
    assert refused(book) == ("plus de 1 lignes", "Coupez le fichier en plusieurs.")
    monkeypatch.setattr(sheets, "MAX_LINES", 2)
    assert read_lines(book, "Stages") == [(1, ["a", "b"]), (2, ["1", "2"])]


def test_a_heavy_file_is_refused_before_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "stages.csv"
    path.write_bytes(b"a;b\n" * 500_000)
    monkeypatch.setattr(sheets, "MAX_BYTES", 2_000_000)
    assert refused(path)[0] == "plus de 50000 lignes"
    path.write_bytes(b"a;b\n" * 500_000 + b"\n")
    assert refused(path) == ("plus de 2 Mo", "Coupez-le en plusieurs.")


def test_a_workbook_that_expands_too_much_is_refused(tmp_path, monkeypatch):
    path = workbook(tmp_path, Stages=[["a"]])
    with zipfile.ZipFile(path) as archive:
        expanded = sum(entry.file_size for entry in archive.infolist())
    monkeypatch.setattr(sheets, "MAX_EXPANDED_BYTES", expanded)
    assert lines_of(path) == [(1, ["a"])]
    monkeypatch.setattr(sheets, "MAX_EXPANDED_BYTES", expanded - 1)
    assert refused(path) == (
        "classeur trop grand une fois ouvert",
        "Repartez du modèle, sans images ni feuilles inutiles.",
    )


def test_the_separator_is_that_of_the_first_line(tmp_path):
    path = tmp_path / "stages.csv"
    path.write_text('lieu;nombre\n"1,2,3,4";5\n6,7,8;9\n', encoding="utf-8")
    assert read_lines(path, "")[1:] == [(2, ["1,2,3,4", "5"]), (3, ["6,7,8", "9"])]


def test_a_quote_out_of_place_is_not_guessed(tmp_path):
    path = tmp_path / "stages.csv"
    path.write_text('lieu;nombre\n"Lens"sud;5\n', encoding="utf-8")
    assert refused(path)[0] == "fichier illisible (Error)"


def calculated(path: Path, cell: bytes) -> None:
    """Write in the place of the formula what a spreadsheet keeps of it."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    start = sheet.index(b'<c r="B2"')
    end = sheet.index(b"</c>", start) + len(b"</c>")
    parts["xl/worksheets/sheet1.xml"] = sheet[:start] + cell + sheet[end:]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (b'<c r="B2"><f>1+1</f><v>2</v></c>', ["Lens", "2"]),
        (b'<c r="B2" t="str"><f>IF(1,"","")</f><v></v></c>', ["Lens"]),
    ],
)
def test_a_formula_is_its_value_never_its_text(tmp_path, cell, expected):
    path = workbook(tmp_path, Stages=[["lieu", "nombre"], ["Lens", "=1+1"]])
    calculated(path, cell)
    assert lines_of(path) == [(1, ["lieu", "nombre"]), (2, expected)]


def test_a_formula_never_calculated_is_refused_at_its_cell(tmp_path):
    filled = [["lieu", "nombre"], ["Lens", 3], ["Arras", "=1+1"]]
    path = workbook(tmp_path, Aide=[["=1+1"]], Stages=filled)
    with pytest.raises(SourceRefused) as error:
        read_lines(path, "Stages")
    (reject,) = error.value.rejects
    assert (reject.sheet, reject.line, reject.column) == ("Stages", 3, "B")
    assert (reject.value, reject.rule) == ("(formule)", "formule sans valeur")
    assert "enregistrez-le" in error.value.next_action


def test_a_formula_of_a_sheet_that_is_not_read_is_nobodys_concern(tmp_path):
    assert lines_of(workbook(tmp_path, Aide=[["=1+1"]], Stages=[["lieu"]])) == [(1, ["lieu"])]


def test_line_ends_inside_a_cell_are_kept_as_written(tmp_path):
    path = tmp_path / "stages.csv"
    path.write_bytes(b'lieu;nombre\r\n"Lens\r\nsud";5\r\n')
    assert read_lines(path, "")[1] == (2, ["Lens\r\nsud", "5"])
