"""The steward's files on structures, CPTS and perimeters: merged, built, refused."""

from datetime import date
from pathlib import Path

import duckdb
import pytest
from openpyxl import load_workbook

from caremap.catalog.tables.places_inbox import PLACES_TABLES
from caremap.errors import SourceRefused
from caremap.paths import REFERENCE, releases_dir
from etl import templates
from etl.build import build
from etl.declared import with_declared
from etl.inputs import Inputs, read_inputs
from etl.progress import silent
from etl.sources import places
from etl.sources.steward import FILL_SHEET

STRUCTURES = "identifiant,nom,type,code commune,état,date de cet état,professionnels,origine\n"
CPTS = (
    "identifiant de la CPTS,nom,département,code commune du siège,état,date de cet état,"
    "nombre de communes,périmètre connu,site,origine\n"
)
PERIMETERS = "identifiant de la CPTS,code commune,origine\n"
ORIGIN = "liste du 2 novembre 2026"
TWO = ("59178", "59512")


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    return read_inputs(REFERENCE, silent)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def cpts_files(folder: Path, announced: int = 2, communes: tuple[str, ...] = TWO) -> None:
    line = f"essai,CPTS d'essai,59,59178,ACI signé,2026-09,{announced},oui,,{ORIGIN}\n"
    (folder / "cpts-2026.csv").write_text(CPTS + line, encoding="utf-8")
    lines = "".join(f"essai,{code},{ORIGIN}\n" for code in communes)
    (folder / "cpts_communes-2026.csv").write_text(PERIMETERS + lines, encoding="utf-8")


def refusals(inputs: Inputs, folder: Path) -> list[tuple[str, str]]:
    with pytest.raises(SourceRefused) as refused:
        with_declared(inputs, folder)
    return [(reject.column, reject.rule) for reject in refused.value.rejects]


def test_a_cpts_with_its_perimeter_becomes_a_territory(inbox: Path) -> None:
    cpts_files(inbox)
    (inbox / "structures-2026.csv").write_text(
        STRUCTURES
        + f"59-hautmont,MSP de Hautmont,MSP,59291,ouverte,2026-11,14,{ORIGIN}\n"
        + f"59-essai,MSP d'essai,projet MSP,59178,projet,,,{ORIGIN}\n",
        encoding="utf-8",
    )
    release_id = build(inbox.parent)
    warehouse = releases_dir(inbox.parent) / release_id / "warehouse.duckdb"
    with duckdb.connect(warehouse, read_only=True) as connection:

        def rows(query: str) -> list[tuple[object, ...]]:
            return connection.execute(query).fetchall()

        assert rows("select name, level from marts.territories where territory_id = 'essai'") == [
            ("CPTS d'essai", "cpts")
        ]
        (people,) = rows(
            "select sum(value) from marts.indicator_values where indicator_id = 'population'"
            " and level = 'commune' and year = 2026 and territory_id in ('59178', '59512')"
        )
        assert (
            people
            == rows(
                "select value from marts.indicator_values where indicator_id = 'population'"
                " and territory_id = 'essai' and year = 2026"
            )[0]
        )
        found = rows("select structure_id, family, professionals_count from marts.structures")
        assert {("59-hautmont", "msp", 14), ("59-essai", "projet", None)} <= set(found)
        assert len([one for one in found if one[0] == "59-hautmont"]) == 1
        assert rows("select count(*) from marts.cpts") == [(19,)]
        (read,) = rows("select file_names from meta.sources where source_id = 'cpts_register'")
        assert {"inbox/cpts-2026.csv", "inbox/cpts_communes-2026.csv"} <= set(read[0])


def test_a_perimeter_is_replaced_as_a_whole(inputs: Inputs, inbox: Path) -> None:
    line = f"audomaroise,CPTS Audomaroise,62,62765,ACI signé,2020,1,oui,,{ORIGIN}\n"
    (inbox / "cpts.csv").write_text(CPTS + line, encoding="utf-8")
    line = f"audomaroise,62765,{ORIGIN}\n"
    (inbox / "cpts_communes.csv").write_text(PERIMETERS + line, encoding="utf-8")
    merged = with_declared(inputs, inbox.parent).tables["cpts_communes"].to_pylist()
    kept = [row["commune_id"] for row in merged if row["cpts_id"] == "audomaroise"]
    assert kept == ["62765"]
    assert len(merged) == inputs.tables["cpts_communes"].num_rows - 52


@pytest.mark.parametrize(
    ("announced", "communes", "column"),
    [(3, TWO, "communes_count"), (2, ("59178", "59999"), "commune_id"), (2, (), "(fichier)")],
    ids=["fewer communes than announced", "a commune that nobody knows", "an empty perimeter"],
)
def test_an_incomplete_perimeter_is_refused(
    inputs: Inputs, inbox: Path, announced: int, communes: tuple[str, ...], column: str
) -> None:
    cpts_files(inbox, announced, communes)
    found = refusals(inputs, inbox.parent)
    assert found
    if communes:
        assert column in [name for name, _ in found]


def test_the_perimeter_of_an_unknown_cpts_is_refused(inputs: Inputs, inbox: Path) -> None:
    (inbox / "cpts_communes.csv").write_text(
        PERIMETERS + f"inconnue,59178,{ORIGIN}\n", encoding="utf-8"
    )
    assert refusals(inputs, inbox.parent) == [
        ("cpts_id", "CPTS inconnue : ajoutez-la au fichier « cpts »")
    ]


@pytest.mark.parametrize("table", PLACES_TABLES, ids=lambda table: table.id)
def test_a_template_is_read_back_once_its_example_is_kept_as_a_line(table, tmp_path) -> None:
    path = tmp_path / f"{table.id}.xlsx"
    templates.write(table, path)
    known = {"59178", "59291"}
    assert places.parse(table, path, known) == []
    book = load_workbook(path)
    book[FILL_SHEET].cell(2, len(table.columns) + 1).value = None
    book.save(path)
    (row,) = places.parse(table, path, known)
    assert row["confidence"] == "confirmed"
    assert row[table.key[0]] == table.columns[0].example


@pytest.mark.parametrize("written", ["2026-09", "2026-09-01", "01/09/2026"])
@pytest.mark.parametrize(
    "origin",
    [
        "ARS Hauts-de-France, arrêté du 02/11/2026",
        "liste au 2026-11-02",
        "https://exemple.org/2026/11/02/msp",
    ],
)
def test_the_date_of_a_document_is_nobodys_birth(tmp_path: Path, written: str, origin: str) -> None:
    path = tmp_path / "structures.csv"
    line = f'59-essai,MSP d\'essai,MSP,59178,ouverte,{written},,"{origin}"\n'
    path.write_text(STRUCTURES + line, encoding="utf-8")
    (row,) = places.parse(PLACES_TABLES[0], path, {"59178"})
    assert (row["state_date"], row["source_url"]) == ("2026-09", origin)


def test_a_month_that_a_workbook_made_a_day_is_read(tmp_path: Path) -> None:
    path = tmp_path / "structures.xlsx"
    templates.write(PLACES_TABLES[0], path)
    book = load_workbook(path)
    cells = ("59-essai", "MSP d'essai", "MSP", "59178", "ouverte", date(2026, 9, 1), None, "liste")
    for position, cell in enumerate(cells, start=1):
        book[FILL_SHEET].cell(3, position).value = cell
    book.save(path)
    (row,) = places.parse(PLACES_TABLES[0], path, {"59178"})
    assert row["state_date"] == "2026-09"


@pytest.mark.parametrize(
    ("name", "origin", "column"),
    [("né le 02/11/1996", "liste", "name"), ("MSP", "le 02/11/2026, a@b.fr", "source_url")],
)
def test_other_personal_data_are_refused_all_the_same(
    tmp_path: Path, name: str, origin: str, column: str
) -> None:
    path = tmp_path / "structures.csv"
    line = f'59-essai,{name},MSP,59178,ouverte,2026-09,,"{origin}"\n'
    path.write_text(STRUCTURES + line, encoding="utf-8")
    with pytest.raises(SourceRefused) as refused:
        places.parse(PLACES_TABLES[0], path, {"59178"})
    assert [reject.column for reject in refused.value.rejects] == [column]
