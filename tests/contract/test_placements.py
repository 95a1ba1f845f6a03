"""The steward's file of placements: template, refusals by line, build, and the illustration set."""

import csv
from pathlib import Path

import duckdb
import openpyxl
import pytest
from test_build import run_cli

from caremap.catalog import OPTIONAL_INDICATORS
from caremap.catalog.tables.placements import PLACEMENTS
from caremap.errors import SourceRefused
from caremap.paths import ROOT, current_release_id, releases_dir
from etl import demo as demo_package
from etl.build import build
from etl.demo.__main__ import write as write_demo
from etl.inbox import DEMO, DemoRefused, demo_folder
from etl.sources.placements import parse
from etl.templates import FILL_SHEET, write

COMMUNES = {"59606", "59350", "62041", "59070", "59006", "59003"}
HEADER = [one.column.name for one in PLACEMENTS.columns]
GOOD = {
    "year": "2025",
    "semester": "1",
    "site_id": "590000618",
    "site_name": "CH de Valenciennes",
    "commune_id": "59606",
    "discipline": "médecine générale",
    "trainee_level": "N1 / socle",
    "setting": "hôpital",
    "places": "12",
    "trainees": "10",
}
TOWN = GOOD | {"site_id": "", "site_name": "", "setting": "ambulatoire"}


def write_csv(folder: Path, *rows: dict[str, str], name: str = "placements-2025.csv") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    header = list(dict.fromkeys([*HEADER, *(key for row in rows for key in row)]))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header, restval="", delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return path


def refusals(path: Path) -> list[tuple[int, str, str, str]]:
    with pytest.raises(SourceRefused) as refused:
        parse(path, COMMUNES)
    assert "template placements" in refused.value.next_action
    return [(r.line, r.column, r.value, r.rule) for r in refused.value.rejects]


def test_template_has_lists_an_example_and_explanations(tmp_path):
    write(PLACEMENTS, tmp_path / "modele.xlsx")
    workbook = openpyxl.load_workbook(tmp_path / "modele.xlsx")
    fill, explain = workbook[FILL_SHEET], workbook["Explications"]
    titles = [cell.value for cell in fill[1]]
    assert titles == [*(one.title for one in PLACEMENTS.columns), "remarque"]
    assert fill[2][-1].value.startswith("EXEMPLE")
    assert [row[0].value for row in explain.iter_rows(min_row=2, max_row=11)] == titles[:-1]
    lists = [rule for rule in fill.data_validations.dataValidation if rule.type == "list"]
    assert [str(rule.sqref) for rule in lists] == ["F2:F2000", "G2:G2000", "H2:H2000"]
    listed = [cell.value for cell in workbook["Listes"]["A"][1:]]
    assert [value for value in listed if value] == list(PLACEMENTS.columns[5].column.allowed)


def test_template_filled_by_hand_is_read_back_without_its_example(tmp_path):
    path = tmp_path / "placements-2025.xlsx"
    write(PLACEMENTS, path)
    assert parse(path, COMMUNES) == []
    workbook = openpyxl.load_workbook(path)
    filled = workbook[FILL_SHEET]
    for column, value in enumerate(
        (2025, 2, None, None, "62041", "Maïeutique", "ETUDIANT", "Ambulatoire", 3, 0), start=1
    ):
        filled.cell(5, column).value = value
    workbook.save(path)
    assert parse(path, COMMUNES) == [
        {
            "year": 2025,
            "semester": 2,
            "site_id": None,
            "site_name": None,
            "commune_id": "62041",
            "discipline": "maïeutique",
            "trainee_level": "étudiant",
            "setting": "ambulatory",
            "places": 3,
            "trainees": 0,
        }
    ]


def test_csv_is_read_with_french_titles_and_any_encoding(tmp_path):
    titles = ";".join(one.title.upper() for one in PLACEMENTS.columns)
    content = f"{titles}\n2025;;590000618;CHV;59606;Pharmacie;interne;hôpital;;7\n"
    for encoding in ("utf-8", "utf-8-sig", "cp1252"):
        (tmp_path / "placements.csv").write_bytes(content.encode(encoding))
        (row,) = parse(tmp_path / "placements.csv", COMMUNES)
        assert (row["discipline"], row["places"], row["trainees"]) == ("pharmacie", None, 7)


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("year", "25", "minimale"),
        ("semester", "3", "maximale"),
        ("site_id", "59/618", "motif"),
        ("commune_id", "75056", "motif"),
        ("discipline", "magie", "valeurs admises"),
        ("trainee_level", "", "obligatoire"),
        ("places", "-1", "minimale"),
        ("trainees", "3,5", "entier"),
        ("trainees", "2001", "maximale"),
    ],
)
def test_bad_value_is_named_with_its_line(tmp_path, column, value, rule):
    path = write_csv(tmp_path, GOOD, GOOD | {"semester": "2", column: value})
    ((line, found, shown, why),) = refusals(path)
    assert (line, found, shown) == (3, column, value)
    assert rule in why


def test_every_line_is_reported_at_once(tmp_path):
    rows = (
        GOOD | {"commune_id": "59999"},
        GOOD | {"places": "", "trainees": ""},
        GOOD | {"site_id": "", "site_name": ""},
        GOOD | {"semester": "2"},
        GOOD | {"semester": "2"},
    )
    found = refusals(write_csv(tmp_path, *rows))
    assert [(line, column) for line, column, *_ in found] == [
        (2, "commune_id"),
        (3, "places"),
        (4, "site_name"),
        (6, "(ligne)"),
    ]


@pytest.mark.parametrize(
    "title",
    ["nom", "Nom", "PRÉNOM", "Nom de l'étudiant", "INE", "n° INE", "date de naissance", "e-mail",
     "Courriel", "téléphone", "birth_date", "first name", "N° RPPS"],
)  # fmt: skip
def test_personal_column_is_refused_by_name(tmp_path, title):
    found = refusals(write_csv(tmp_path, GOOD | {title: ""}))
    assert found == [(1, title, "", found[0][3])]
    assert "personnelle" in found[0][3]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("marie.dupont@univ.fr", "électronique"),
        ("écrire à a@b.fr", "électronique"),
        ("1234567890A", "identifiant national"),
        ("123456789AB", "identifiant national"),
        ("0a12345678B", "identifiant national"),
        ("née le 03/05/1999", "naissance"),
        ("1999-05-03", "naissance"),
        ("3.5.99", "naissance"),
        ("06 12 34 56 78", "téléphone"),
        ("+33612345678", "téléphone"),
        ("2 99 05 59 350 123 45", "sécurité sociale"),
    ],
)
@pytest.mark.parametrize("column", ["site_name", "remarque"])
def test_personal_content_is_refused_and_never_repeated(tmp_path, column, value, kind):
    path = write_csv(tmp_path, GOOD | {column: value})
    with pytest.raises(SourceRefused) as refused:
        parse(path, COMMUNES)
    assert kind in str(refused.value)
    assert value not in str(refused.value)


def test_doctor_is_not_named_as_a_place_but_a_hospital_may_be(tmp_path):
    path = write_csv(tmp_path, TOWN | {"site_name": "Cabinet du Dr Martin"})
    ((line, column, shown, rule),) = refusals(path)
    assert (line, column, shown) == (2, "site_name", "")
    assert "personne" in rule
    hospital = GOOD | {"site_name": "Hôpital Docteur Schaffner"}
    assert len(parse(write_csv(tmp_path, hospital), COMMUNES)) == 1


def test_columns_missing_unknown_or_twice_are_refused(tmp_path):
    rest = ",".join(name for name in HEADER if name != "commune_id")
    path = tmp_path / "placements.csv"
    path.write_text(f"{rest},couleur,couleur,year\n", encoding="utf-8")
    assert [(column, rule) for _, column, _, rule in refusals(path)] == [
        ("couleur", "colonne inconnue"),
        ("couleur", "colonne inconnue"),
        ("year", "colonne en double"),
        ("code commune", "colonne absente"),
    ]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data directory built with a steward's file: two hospitals, two places in one commune."""
    folder = tmp_path_factory.mktemp("filled")
    write_csv(
        folder / "inbox",
        GOOD | {"places": "15", "trainees": "12"},
        GOOD | {"semester": "2", "places": "8", "trainees": ""},
        # 59070 merged into 59006 (L'Orée de Mormal); both lines are in town.
        TOWN | {"commune_id": "59070", "places": "20", "trainees": "14"},
        TOWN | {"commune_id": "59006", "site_name": "MSP", "places": "15", "trainees": "11"},
        # 59003 is at or under 2.5 in 2024.
        TOWN | {"commune_id": "59003", "places": "5", "trainees": "0"},
    )
    build(folder)
    return folder


@pytest.fixture(scope="module")
def loaded(filled: Path):
    release = releases_dir(filled) / str(current_release_id(filled))
    with duckdb.connect(release / "warehouse.duckdb", read_only=True) as connection:
        yield connection


def test_places_in_town_are_grouped_by_commune_and_old_codes_converted(loaded):
    rows = loaded.execute(
        "select semester, site_id, site_name, commune_id, setting, places, trainees, status"
        " from marts.placements where source_id = 'placements_file' order by all"
    ).fetchall()
    assert rows == [
        (1, "590000618", "CH de Valenciennes", "59606", "hospital", 15, 12, "declared"),
        (1, "ville-59003", rows[1][2], "59003", "ambulatory", 5, 0, "declared"),
        (1, "ville-59006", "Stages en ville, L'Orée de Mormal", "59006", "ambulatory", 35, 25,
         "declared"),
        (2, "590000618", "CH de Valenciennes", "59606", "hospital", 8, None, "declared"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("indicator", "level", "territory", "value", "numerator", "denominator"),
    [
        ("internship_places", "perimetre", "59+62", 63, 63, None),
        ("internship_places", "commune", "59006", 35, 35, None),
        ("internship_places", "commune", "59350", 0, 0, None),
        # Semester 2 has places without trainees: left out of the rate.
        ("placement_rate", "commune", "59606", 100 * 12 / 15, 12, 15),
        ("placement_rate", "departement", "59", 100 * 37 / 55, 37, 55),
    ],
)
def test_indicators_of_the_file(loaded, indicator, level, territory, value, numerator, denominator):
    row = loaded.execute(
        "select value, numerator, denominator, status, source_id from marts.indicator_values"
        " where indicator_id = ? and level = ? and territory_id = ? and year = 2025",
        [indicator, level, territory],
    ).fetchone()
    assert row[0] == pytest.approx(value, abs=1e-6)
    assert row[1:] == (numerator, denominator, "declared", "placements_file")


def test_share_of_places_in_under_served_communes(loaded):
    under = loaded.execute(
        "select territory_id from marts.indicator_values where indicator_id = 'apl_gp_65'"
        " and level = 'commune' and year = 2024 and value <= 2.5"
        " and territory_id in ('59003', '59006', '59606')"
    ).fetchall()
    places = {"59003": 5, "59006": 35, "59606": 23}
    expected = 100 * sum(places[code] for (code,) in under) / 63
    (value,) = loaded.execute(
        "select value from marts.indicator_values where level = 'perimetre'"
        " and indicator_id = 'share_places_in_underserved'"
    ).fetchone()
    assert value == pytest.approx(expected, abs=1e-6)


def test_no_name_of_a_place_in_town_reaches_the_mart(loaded):
    names = loaded.execute("select site_name from marts.placements where setting = 'ambulatory'")
    assert all(name.startswith("Stages en ville, ") for (name,) in names.fetchall())


def test_without_a_file_nothing_is_published_of_it(warehouse):
    for query in (
        "select * from marts.placements where source_id <> 'drees_sae'",
        "select * from meta.sources where source_id like 'placements%'",
        "select * from marts.indicator_values join meta.indicators using (indicator_id)"
        " where optional",
    ):
        assert warehouse.execute(query).fetchall() == []
    known = warehouse.execute("select indicator_id from meta.indicators where optional").fetchall()
    assert {name for (name,) in known} == {indicator.id for indicator in OPTIONAL_INDICATORS}


def test_bad_file_publishes_nothing_and_says_the_line(own_reference):
    before = current_release_id(own_reference)
    write_csv(own_reference / "inbox", GOOD, GOOD | {"year": "1999"})
    result = run_cli("build", "--data-dir", str(own_reference))
    assert result.returncode == 2
    message = " ".join(result.stderr.split())
    assert "placements-2025.csv, ligne 3, colonne « year » : valeur « 1999 » refusée" in message
    assert current_release_id(own_reference) == before


def test_a_copy_of_a_file_is_refused_and_both_are_named(own_reference):
    before = current_release_id(own_reference)
    inbox = own_reference / "inbox"
    write_csv(inbox, GOOD, GOOD | {"semester": "2"})
    write_csv(inbox, GOOD, TOWN, name="placements-2025 (1).csv")
    with pytest.raises(SourceRefused) as refused:
        build(own_reference)
    (reject,) = refused.value.rejects
    assert (reject.file, reject.value) == ("placements-2025.csv", "1")
    assert "déjà dans placements-2025 (1).csv" in reject.rule
    assert "relancez" in refused.value.next_action
    assert current_release_id(own_reference) == before


def test_template_command(tmp_path):
    path = tmp_path / "sous" / "modele.xlsx"
    done = run_cli("template", "placements", "--to", str(path))
    assert done.returncode == 0
    assert path.is_file()
    wrong = run_cli("template", "inconnu")
    assert wrong.returncode == 2
    assert "placements" in wrong.stderr


def test_demo_refuses_the_directory_of_real_figures(monkeypatch):
    result = run_cli("build", "--demo", "--data-dir", str(ROOT / "data"))
    assert result.returncode == 1
    assert "make demo" in result.stderr
    monkeypatch.setenv("CAREMAP_DATA_DIR", str(ROOT / "data"))
    with pytest.raises(DemoRefused):
        demo_folder(None)
    monkeypatch.delenv("CAREMAP_DATA_DIR")
    assert demo_folder(None) == ROOT / "data" / "demo-warehouse"


def test_illustration_files_are_the_ones_the_seed_gives(tmp_path):
    assert demo_package.__doc__
    write_demo(tmp_path)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (DEMO / path.name).read_bytes(), path.name
        assert "ILLUSTRATION" in path.read_text(encoding="utf-8")


def test_demo_is_marked_everywhere_and_ignores_the_inbox(tmp_path):
    write_csv(tmp_path / "inbox", GOOD)
    release = releases_dir(tmp_path) / build(tmp_path, demo=True)
    with duckdb.connect(release / "warehouse.duckdb", read_only=True) as connection:
        assert connection.execute("select demo from meta.build").fetchall() == [(True,)]
        placed = connection.execute(
            "select status, count(distinct commune_id) from marts.placements"
            " where source_id <> 'drees_sae' group by status"
        ).fetchall()
        assert placed == [("demo", 60)]
        hosts = connection.execute(
            "select count(*) from marts.immersion_hosts where status = 'demo'"
        ).fetchone()
        assert hosts == (6,)
        statuses = connection.execute(
            "select distinct figures.status from marts.indicator_values as figures"
            " join meta.indicators using (indicator_id) where optional"
        ).fetchall()
        assert statuses == [("demo",)]


def test_make_run_never_asks_for_the_illustration():
    rule = ""
    asking = set()
    for line in (ROOT / "Makefile").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("\t", "#")):
            rule = line.split(":")[0]
        if "--demo" in line:
            asking.add(rule)
    assert asking == {"demo"}
