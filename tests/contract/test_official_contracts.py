"""What an official table tolerates, and what it refuses by line, column, value and rule."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from official import APL_HEADER, UNITS, apl_workbook, csv_file
from openpyxl import load_workbook

from caremap.catalog.connectors import CONNECTOR_BY_ID
from caremap.catalog.connectors.model import Connector, commune, number, whole, words
from caremap.errors import Reject, SourceRefused
from etl.sources import registry
from etl.sources.lines import MAX_LINE
from etl.sources.official import parse_table

TABLE = Connector(
    id="made_up",
    source_id="cog",
    label="Table d'essai",
    kind="csv",
    files=("essai.csv",),
    fields=(
        commune("Code commune"),
        words("name", "Libellé"),
        whole("count", 1_000, "Effectif*"),
        number("rate", 100, "Densité"),
    ),
    key=("commune_id",),
    min_rows=1,
)
HEADER = "Code commune;Libellé;Effectif 2023;Densité"
MANY = [f"{59_000 + n};Commune {n};{n};1,5" for n in range(1, 400)]


def rows_of(path: Path) -> list[dict[str, object]]:
    return parse_table(TABLE, path).rows.to_pylist()


def refused(path: Path, table: Connector = TABLE) -> list[Reject]:
    with pytest.raises(SourceRefused) as caught:
        parse_table(table, path)
    assert caught.value.next_action
    return caught.value.rejects


@pytest.mark.parametrize(
    "lines",
    [
        [HEADER, "59350;Lille;12;1234,5e0".replace("1234,5e0", "12,5")],
        ["Densité;Libellé;Code commune;Effectif 2023", "12,5;Lille;59350;12"],
        ["CODE COMMUNE;libelle;EFFECTIF 2031;densite", "59350;Lille;12;12,5"],
        [" Code commune ; Libellé ;Effectif 2023 ; Densité", "59350 ; Lille ; 12 ; 12.5"],
        ["Médecins, infirmiers, dentistes, sages-femmes, kinés", "", HEADER, "59350;Lille;12;12,5"],
        ["Titre;;;", "Un autre titre;;;", HEADER, "59350;Lille;12;12,5"],
        [HEADER.replace(";", ","), '59350,Lille,12,"12,5"'],
        [HEADER + ";Nouvelle colonne", "59350;Lille;12;12,5;x"],
        [HEADER, "59350;Lille;12,0;12,5".replace("12,0", "12.0")],
    ],
    ids=["plain", "order", "case", "spaces", "commas-above", "titles", "comma", "unknown", "whole"],
)
def test_harmless_changes_are_tolerated(tmp_path: Path, lines: list[str]) -> None:
    path = csv_file(tmp_path / "essai.csv", lines)
    (row,) = rows_of(path)
    assert {k: row[k] for k in ("commune_id", "name", "count", "rate")} == {
        "commune_id": "59350",
        "name": "Lille",
        "count": 12,
        "rate": 12.5,
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings_and_line_ends_are_tolerated(tmp_path: Path, encoding: str, newline: str) -> None:
    lines = [HEADER, "59350;Cœur d’Ostrevent – Noël;12;12,5"]
    path = csv_file(tmp_path / "essai.csv", lines, encoding, newline)
    (row,) = rows_of(path)
    assert row["name"] == "Cœur d’Ostrevent – Noël"
    assert row["line"] == 2


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f"])
def test_thousands_are_read_whatever_their_space(tmp_path: Path, space: str) -> None:
    table = Connector(
        **{
            **TABLE.__dict__,
            "fields": (*TABLE.fields[:2], whole("count", 10**7, "Effectif*"), TABLE.fields[3]),
        }
    )
    path = csv_file(tmp_path / "essai.csv", [HEADER, f"59350;Lille;1{space}234{space}567;1"])
    assert parse_table(table, path).rows.to_pylist()[0]["count"] == 1_234_567


@pytest.mark.parametrize("absent", ["", "s", "n.d.", "NS", "-", "N/A - résultat non disponible"])
def test_an_absent_figure_is_never_a_zero(tmp_path: Path, absent: str) -> None:
    path = csv_file(tmp_path / "essai.csv", [HEADER, f"59350;Lille;{absent};0"])
    (row,) = rows_of(path)
    assert row["count"] is None
    assert row["rate"] == 0.0


@pytest.mark.parametrize(
    ("line", "column", "value", "rule"),
    [
        ("5935X;Lille;1;1", "Code commune", "5935X", "motif"),
        (";Lille;1;1", "Code commune", "", "cellule vide"),
        ("59350;Lille;-1;1", "Effectif*", "-1", "valeur minimale 0"),
        ("59350;Lille;1001;1", "Effectif*", "1001", "valeur maximale 1000"),
        ("59350;Lille;1.5;1", "Effectif*", "1.5", "entier"),
        ("59350;Lille;1.234;1", "Effectif*", "1.234", "mille ou un virgule deux"),
        ("59350;Lille;1;NaN", "Densité", "NaN", "nombre"),
        ("59350;Lille;1;inf", "Densité", "inf", "nombre"),
        ("59350;Lille;1;1e400", "Densité", "1e400", "fini"),
        ("59350;Lille;1;12/03", "Densité", "12/03", "nombre"),
        ("59350;Lille;#N/A!;1", "Effectif*", "#N/A!", "entier"),
        ("59350;NoÃ«l;1;1", "Libellé", "NoÃ«l", "deux fois"),
        ("59350;Lille;1;1;en trop", "(ligne)", "59350 | Lille | 1 | 1 | en trop", "4 cellules"),
    ],
)
def test_a_bad_line_is_set_aside_with_its_reason(
    tmp_path: Path, line: str, column: str, value: str, rule: str
) -> None:
    path = csv_file(tmp_path / "essai.csv", [HEADER, *MANY, line])
    parsed = parse_table(TABLE, path)
    (reject,) = parsed.rejects
    assert (reject.file, reject.line, reject.column) == ("essai.csv", len(MANY) + 2, column)
    assert reject.value == value
    assert rule in reject.rule
    assert (parsed.rows_read, parsed.rows_loaded, parsed.rows_rejected) == (400, 399, 1)


def test_more_than_one_line_in_a_hundred_stops_everything(tmp_path: Path) -> None:
    bad = [f"{59_500 + n};x;-1;1" for n in range(5)]
    path = csv_file(tmp_path / "essai.csv", [HEADER, *MANY, *bad])
    assert len(refused(path)) == 5
    path = csv_file(tmp_path / "essai.csv", [HEADER, *MANY, *bad[:4]])
    assert parse_table(TABLE, path).rows_rejected == 4
    strict = Connector(**{**TABLE.__dict__, "reference": True})
    path = csv_file(tmp_path / "essai.csv", [HEADER, *MANY, bad[0]])
    assert len(refused(path, strict)) == 1


def test_exact_duplicates_are_dropped_and_counted(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "essai.csv", [HEADER, *MANY, MANY[0], MANY[0]])
    parsed = parse_table(TABLE, path)
    assert (parsed.rows_read, parsed.rows_loaded, parsed.rows_duplicate) == (401, 399, 2)


def test_one_key_with_two_contents_loses_both(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "essai.csv", [HEADER, *MANY, "59001;Autre;9;9"])
    parsed = parse_table(TABLE, path)
    assert {reject.line for reject in parsed.rejects} == {2, len(MANY) + 2}
    assert "59001" not in parsed.rows["commune_id"].to_pylist()
    assert (parsed.rows_read, parsed.rows_loaded, parsed.rows_rejected) == (400, 398, 2)


def test_a_renamed_column_is_named_with_the_closest_titles(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "essai.csv", [HEADER.replace("Densité", "Densites"), *MANY])
    (reject,) = refused(path)
    assert (reject.line, reject.column) == (1, "Densité")
    assert "colonne absente" in reject.rule
    assert "Densites" in reject.rule


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


HEAD = (HEADER + "\n").encode()
BODY = "\n".join(MANY).encode()


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "fichier vide"),
        (HEAD, "au moins 1 lignes"),
        (b"<!doctype html><html>503</html>", "page HTML"),
        (b"\n  <html>", "page HTML"),
        (HEAD + BODY + b"\n59350;Li\x00lle;1;1\n", "U+0000"),
        (HEAD + BODY + b"\n59350;\xef\xbf\xbd;1;1\n", "U+FFFD"),
        (HEAD + BODY + b"\n59350;\xc2\x85;1;1\n", "U+0085"),
        (HEAD + BODY + b"\n59350;caf\xe9 \x81;1;1\n", "encodage"),
        (HEAD + b"59350;" + b"x" * (MAX_LINE + 10) + b";1;1\n", "million"),
        (HEAD + b'59350;"Lille"x;1;1\n', "CSV mal"),
        (HEAD + b'59350;"Lille;1;1\n', "CSV mal"),
    ],
)
def test_a_file_that_is_not_one_is_refused_whole(tmp_path: Path, content: bytes, rule: str) -> None:
    (reject,) = refused(write(tmp_path / "essai.csv", content))
    assert rule in reject.rule


APL = CONNECTOR_BY_ID["drees_apl_gp"]
COMMUNES = [(f"{59_000 + n}", f"C{n}", 3.5, 3.1, 500, 510) for n in range(1, 1_600)]


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return apl_workbook(tmp_path_factory.mktemp("apl") / "apl_mg.xlsx", COMMUNES)


def test_the_sheet_gives_the_year_and_the_units_are_no_line(workbook: Path) -> None:
    parsed = parse_table(APL, workbook)
    assert (parsed.rows_read, parsed.rows_loaded) == (1_599, 1_599)
    assert parsed.rows.to_pylist()[0] == {
        "commune_id": "59001",
        "name": "C1",
        "apl_gp": 3.5,
        "apl_gp_65": 3.1,
        "standardised_population": 500.0,
        "population": 510.0,
        "year": 2025,
        "line": 11,
    }


@pytest.mark.parametrize("titles", [4, 12])
def test_more_or_fewer_title_lines_change_nothing(tmp_path: Path, titles: int) -> None:
    path = apl_workbook(tmp_path / "apl_mg.xlsx", COMMUNES, titles=titles)
    assert parse_table(APL, path).rows_loaded == 1_599


def test_codes_that_a_spreadsheet_made_numbers_are_read_as_codes(tmp_path: Path) -> None:
    rows = [(int(row[0]), *row[1:]) for row in COMMUNES]
    path = apl_workbook(tmp_path / "apl_mg.xlsx", [*rows, (1001, "Ain", 2.0, 2.0, 1, 1)])
    codes = parse_table(APL, path).rows["commune_id"].to_pylist()
    assert codes[0] == "59001"
    assert codes[-1] == "01001"


def test_a_workbook_without_its_sheet_names_those_it_has(tmp_path: Path) -> None:
    path = apl_workbook(tmp_path / "apl_mg.xlsx", COMMUNES[:3])
    other = Connector(**{**APL.__dict__, "sheet": r"Autre (\d{4})"})
    (reject,) = refused(path, other)
    assert "« APL 2025 »" in reject.rule


def test_a_formula_without_its_value_is_refused(tmp_path: Path) -> None:
    rows = [*COMMUNES, ("59999", "Z", "=1+1", 1.0, 1, 1)]
    (reject,) = refused(apl_workbook(tmp_path / "apl_mg.xlsx", rows), APL)
    assert "formule sans valeur" in reject.rule


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def inflate(path: Path) -> None:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", b"0" * 400_000_000)


def escape(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("../../etc/passwd", b"x")


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [(truncate, "archive illisible"), (inflate, "gonflée"), (escape, "chemin interdit")],
)
def test_a_damaged_or_dangerous_archive_is_not_opened(
    tmp_path: Path, workbook: Path, spoil: Callable[[Path], None], rule: str
) -> None:
    path = tmp_path / "apl_mg.xlsx"
    path.write_bytes(workbook.read_bytes())
    spoil(path)
    (reject,) = refused(path, APL)
    assert rule in reject.rule


def test_the_series_of_past_workbooks_are_known(tmp_path: Path) -> None:
    header = [*APL_HEADER[:3], "APL aux médecins généralistes de moins de 65 ans", *APL_HEADER[4:]]
    path = apl_workbook(tmp_path / "apl_mg.xlsx", COMMUNES, 2021, header)
    assert parse_table(APL, path).rows["apl_gp_65"].to_pylist()[0] == 3.1
    assert len(UNITS) == len(header)


FINESS = CONNECTOR_BY_ID["finess_establishments"]


def establishment(number: int, departement: str = "59", name: str = "MSP") -> str:
    cells = [""] * 32
    cells[0], cells[1], cells[3] = "structureet", f"59{number:07d}", name
    cells[12], cells[13], cells[15], cells[18] = "350", departement, "59000 LILLE", "603"
    return ";".join(cells)


def old_finess(path: Path, lines: list[str]) -> Path:
    return csv_file(path / "etalab-cs1100502.csv", ["finess;etalab;111;2026-05-12", *lines])


def test_overseas_codes_of_the_old_finess_are_read(tmp_path: Path) -> None:
    overseas = [establishment(900 + n, f"9{letter}") for n, letter in enumerate("ABCDF")]
    path = old_finess(tmp_path, [*map(establishment, range(95)), *overseas])
    parsed = registry.parser(FINESS)(path)
    assert (parsed.rows_read, parsed.rows_loaded) == (100, 100)
    assert "9A350" in parsed.rows["commune_id"].to_pylist()


def test_an_establishment_that_says_two_things_is_refused_twice(tmp_path: Path) -> None:
    lines = [*map(establishment, range(300)), establishment(7, name="Autre"), establishment(8)]
    parsed = registry.parser(FINESS)(old_finess(tmp_path, lines))
    assert (parsed.rows_loaded, parsed.rows_rejected, parsed.rows_duplicate) == (299, 2, 1)
    assert {reject.line for reject in parsed.rejects} == {9, 302}


def test_refused_lines_are_counted_by_sheet(tmp_path: Path) -> None:
    path = apl_workbook(tmp_path / "apl_mg.xlsx", COMMUNES)
    book = load_workbook(path)
    copy = book.copy_worksheet(book["APL 2025"])
    copy.title = "APL 2024"
    for sheet in (book["APL 2025"], copy):
        for row in range(20, 45):
            sheet.cell(row, 3).value = 99
    book.save(path)
    assert len(refused(path, APL)) == 50


def test_addresses_of_the_drees_are_those_of_its_attachments() -> None:
    names = ("infirmieres", "sages_femmes", "kinesitherapeutes", "chirurgiens_dentistes")
    ids = ("nurses", "midwives", "physiotherapists", "dentists")
    for slug, name in zip(ids, names, strict=True):
        url = CONNECTOR_BY_ID[f"drees_apl_{slug}"].url
        assert url.endswith(f"potentielle_localisee_apl_aux_{name}_xlsx")
