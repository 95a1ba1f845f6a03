"""Lines of official files: what is read, and word for word what a refused file is told."""

import csv
import zipfile
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from caremap.errors import SourceRefused
from etl.sources import lines, opened
from etl.sources.error_cells import error_cells
from etl.sources.lines import encoding_of, read

SAVE_UTF8 = "Enregistrez-le en UTF-8."


def written(tmp_path: Path, content: bytes, name: str = "fichier.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def refused(path: Path, kind: str = "csv", sheet: str = "") -> tuple[int, str, str, str]:
    """Line, value, rule and next action of the refusal."""
    with pytest.raises(SourceRefused) as error:
        [list(table) for table in read(path, kind, sheet)]
    (reject,) = error.value.rejects
    assert (reject.file, reject.column) == (path.name, "(fichier)")
    return reject.line, reject.value, reject.rule, error.value.next_action


def cells(path: Path) -> list[tuple[int, list[str]]]:
    (table,) = read(path, "csv")
    return [(line.number, line.cells) for line in table]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"a;b\n1;2\n", "utf-8-sig"),
        ("\ufeffa;é\n".encode(), "utf-8-sig"),
        ("a;é\n".encode("cp1252"), "cp1252"),
        (b"cut in the middle of a letter \xc3", "cp1252"),
    ],
)
def test_the_encoding_is_the_first_that_reads_every_byte(tmp_path, content, encoding):
    assert encoding_of(written(tmp_path, content)) == encoding


def test_bytes_of_no_encoding_are_refused(tmp_path):
    path = written(tmp_path, b"a;b\n\xe9\x81;2\n")
    rule = "encodage ni UTF-8 ni Windows-1252"
    assert refused(path) == (0, "", rule, SAVE_UTF8)


@pytest.mark.parametrize("chunk", [1 << 20, 4, 5, 7])
def test_an_unreadable_character_is_refused_with_its_line(tmp_path, monkeypatch, chunk):
    monkeypatch.setattr(lines, "_CHUNK", chunk)
    path = written(tmp_path, b"a;b\n1;2\n3;\x00\n5;6\n")
    action = "Enregistrez le fichier en UTF-8."
    assert refused(path) == (3, "", "caractère illisible U+0000", action)


@pytest.mark.parametrize("chunk", [1 << 20, 3])
def test_a_letter_cut_between_two_reads_is_one_letter(tmp_path, monkeypatch, chunk):
    monkeypatch.setattr(lines, "_CHUNK", chunk)
    assert cells(written(tmp_path, "é;à\nï;ç\n".encode())) == [(1, ["é", "à"]), (2, ["ï", "ç"])]


@pytest.mark.parametrize("chunk", [1 << 20, 6])
def test_a_line_without_end_is_refused_and_one_at_the_limit_is_read(
    tmp_path, monkeypatch, request, chunk
):
    monkeypatch.setattr(lines, "_CHUNK", chunk)
    monkeypatch.setattr(lines, "MAX_LINE", 12)
    request.addfinalizer(partial(csv.field_size_limit, csv.field_size_limit()))
    at_limit = written(tmp_path, b"a;b\n1;345678901\n2;3\n")
    assert cells(at_limit)[1] == (2, ["1", "345678901"])
    path = written(tmp_path, b"a;b\n1;2\n1;34567890123\n2;3\n", "long.csv")
    rule = "ligne de plus d'un million de caractères"
    assert refused(path) == (3, "", rule, "Vérifiez les guillemets et les fins de ligne.")


def test_a_line_break_in_quotes_stays_in_its_cell_and_lines_keep_their_number(tmp_path):
    path = written(tmp_path, b'a;b\r\n"one\r\ntwo";1\r\n\r\nx;2\r\n')
    assert cells(path) == [(1, ["a", "b"]), (2, ["one\r\ntwo", "1"]), (5, ["x", "2"])]


@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
def test_the_separator_is_the_one_that_the_file_uses(tmp_path, mark):
    path = written(tmp_path, f"Titre\n\na{mark}b{mark}c\n1{mark}2{mark}3\n".encode())
    assert cells(path)[1:] == [(3, ["a", "b", "c"]), (4, ["1", "2", "3"])]


def test_a_quote_that_never_closes_is_refused_at_its_line(tmp_path):
    path = written(tmp_path, b'a;b\n1;2\n"3;4\n5;6\n')
    line, _, rule, action = refused(path)
    assert (line, action) == (3, "Vérifiez les guillemets de cette ligne.")
    assert rule.startswith("CSV mal formé : ")


def test_a_page_in_place_of_the_file_is_refused_with_its_first_words(tmp_path):
    path = written(tmp_path, b"\xef\xbb\xbf \n<!DOCTYPE html><title>Maintenance</title>")
    line, value, rule, action = refused(path)
    assert (line, rule) == (1, "page HTML au lieu d'un fichier de données")
    assert "<!DOCTYPE html><title>Maintenance" in value
    told = "Le serveur a rendu une page au lieu du fichier : téléchargez-le de nouveau."
    assert action == told


def test_an_empty_or_absent_file_is_refused(tmp_path):
    empty = written(tmp_path, b"")
    assert refused(empty)[2:] == ("fichier vide", "Téléchargez-le de nouveau, puis relancez.")
    absent = tmp_path / "absent.csv"
    assert refused(absent)[2:] == ("fichier absent ou illisible", "Vérifiez ses droits.")


@pytest.mark.parametrize(("row", "column"), [(3, 3), (1, 1), (12, 28)])
def test_a_cell_in_error_is_found_where_it_stands(tmp_path, row, column):
    workbook = openpyxl.Workbook()
    workbook.active.title = "Vide"
    sheet = workbook.create_sheet("Mesures")
    sheet.cell(1, 1, "x")
    sheet.cell(row, column, "#N/A").data_type = "e"
    path = tmp_path / "erreurs.xlsx"
    workbook.save(path)
    assert (
        f'r="{get_column_letter(column)}{row}"'
        in zipfile.ZipFile(path).read("xl/worksheets/sheet2.xml").decode()
    )
    assert error_cells(path) == {"Vide": [], "Mesures": [(row - 1, column - 1, "#N/A")]}
    tables = list(read(path, "xlsx"))
    (first, *_) = found = list(tables[1])
    assert first.sheet == "Mesures"
    shown = {line.number: line.cells for line in found}
    assert shown[row][column - 1] == "#N/A"


def test_the_sheet_that_is_missing_is_named_with_those_there_are(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active.title = "Paramètres"
    workbook.active["A1"] = 1
    path = tmp_path / "apl.xlsx"
    workbook.save(path)
    _, _, rule, action = refused(path, "xlsx", r"APL[ _](\d{4})")
    assert rule == (
        r"aucune feuille ne s'appelle comme attendu (APL[ _](\d{4})) ; feuilles : « Paramètres »"
    )
    assert action == "Vérifiez que c'est le bon classeur."


def test_a_cut_workbook_is_refused_before_it_is_opened(tmp_path):
    path = written(tmp_path, b"PK\x03\x04 cut", "coupe.xlsx")
    _, _, rule, action = refused(path, "xlsx")
    assert rule.startswith("archive illisible (")
    told = "Le fichier est coupé ou n'est pas un classeur : téléchargez-le de nouveau."
    assert action == told


def archive(tmp_path: Path, files: dict[str, bytes]) -> Path:
    path = tmp_path / "archive.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return path


def test_a_dangerous_archive_is_refused_by_its_danger(tmp_path, monkeypatch):
    action = "Ne l'ouvrez pas ; téléchargez-le de nouveau à la source."
    out = archive(tmp_path, {"xl/a": b"1", "../../etc/passwd": b"1"})
    rule = "chemin interdit dans l'archive : ../../etc/passwd"
    assert refused(out, "xlsx")[2:] == (rule, action)
    rooted = archive(tmp_path, {"/etc/passwd": b"1"})
    assert refused(rooted, "xlsx")[2] == "chemin interdit dans l'archive : /etc/passwd"
    swollen = archive(tmp_path, {"xl/a": b"0" * 12_000_000})
    assert refused(swollen, "xlsx")[2:] == ("archive gonflée plus de 100 fois", action)
    monkeypatch.setattr(opened, "MAX_EXPANDED", 11_999_999)
    large = "archive trop grande une fois ouverte (12 Mo)"
    assert refused(swollen, "xlsx")[2:] == (large, action)
    monkeypatch.setattr(opened, "MAX_EXPANDED", 12_000_000)
    monkeypatch.setattr(opened, "MAX_RATIO", 1_000_000)
    monkeypatch.setattr(opened, "MAX_ENTRIES", 0)
    assert refused(swollen, "xlsx")[2] == large
