"""The steward's files on immersion days and commitments: accepted, merged, refused."""

import shutil

import duckdb
import pytest
from openpyxl import load_workbook

from caremap.catalog.tables.immersion_inbox import IMMERSION_TABLES
from caremap.errors import SourceRefused
from caremap.paths import REFERENCE, current_release_id, releases_dir
from etl import templates
from etl.build import build
from etl.declared import with_declared
from etl.inputs import file_sha256, read_inputs
from etl.progress import silent
from etl.sources import immersion
from etl.sources.steward import FILL_SHEET

EDITIONS = (
    "identifiant de l'édition,libellé,année,mois,jour,lieu,code commune,mode,nombre d'hôtes,"
    "origine\n"
)
HOSTS = (
    "identifiant de l'édition,type d'hôte,nom de l'hôte,code commune,identifiant de la CPTS,"
    "origine\n"
)
STUDENTS = "edition_id,discipline,level,student_count,count_kind,note,source_url\n"
FOLLOW_UP = "edition_id,question,count,denominator,observed_year,source_url\n"
BEFORE = '"intention d\'exercer sur un territoire sous-dense, avant"'
ENGAGEMENTS = "commitment_id,state,next_step,date\n"


@pytest.fixture(scope="module")
def inputs():
    return read_inputs(REFERENCE, silent)


@pytest.fixture
def inbox(tmp_path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def refusals(inputs, folder) -> list[tuple[str, str]]:
    with pytest.raises(SourceRefused) as refused:
        with_declared(inputs, folder)
    return [(reject.column, reject.rule) for reject in refused.value.rejects]


def test_without_files_nothing_changes(inputs, tmp_path):
    found = with_declared(inputs, tmp_path)
    assert found.files == inputs.files
    assert found.tables["immersion_editions"].equals(inputs.tables["immersion_editions"])
    assert found.tables["immersion_follow_up"].num_rows == 0
    assert found.tables["commitment_follow_up"].num_rows == 0


def test_a_known_edition_is_replaced_and_a_new_one_added(inputs, inbox):
    (inbox / "immersion_editions-1.csv").write_text(
        EDITIONS
        + "impacts_2025,ImPacTS 2025,2025,6,4,Maubeuge,59392,sur le territoire,3,bilan\n"
        + "impacts_2027,ImPacTS 2027,2027,,,,,,,annonce\n",
        encoding="utf-8",
    )
    rows = with_declared(inputs, inbox.parent).tables["immersion_editions"].to_pylist()
    assert len(rows) == inputs.tables["immersion_editions"].num_rows + 1
    by_id = {row["edition_id"]: row for row in rows}
    assert str(by_id["impacts_2025"]["date"]) == "2025-06-04"
    assert by_id["impacts_2025"]["territories_count"] == 3
    assert by_id["impacts_2027"]["date"] is None
    assert by_id["impacts_2022"]["place"] == "Liévin"


def test_hosts_students_and_follow_up_reach_the_release(tmp_path, inbox):
    (inbox / "immersion_hosts.csv").write_text(
        HOSTS + "impacts_2026,MSP,MSP de Hautmont,59291,,bilan\n", encoding="utf-8"
    )
    (inbox / "immersion_students.csv").write_text(
        "edition_id,discipline,level,student_count,count_kind,note,source_url\n"
        "impacts_2026,pharmacie,,120,annoncé,,bilan\n",
        encoding="utf-8",
    )
    (inbox / "immersion_follow_up.csv").write_text(
        FOLLOW_UP + f"impacts_2026,{BEFORE},24,80,2026,bilan\n", encoding="utf-8"
    )
    (inbox / "engagements.csv").write_text(
        ENGAGEMENTS.replace(",", ";") + "ars-4c;en cours;Carte des stages en ville;2026-09-01\n",
        encoding="utf-8",
    )
    build(tmp_path)
    path = releases_dir(tmp_path) / current_release_id(tmp_path) / "warehouse.duckdb"
    with duckdb.connect(path, read_only=True) as warehouse:

        def rows(sql):
            return warehouse.execute(sql).fetchall()

        assert rows("select answer_count, denominator from marts.immersion_follow_up") == [(24, 80)]
        assert rows(
            "select host_name, status from marts.immersion_hosts where edition_id = 'impacts_2026'"
        ) == [("MSP de Hautmont", "declared")]
        assert sorted(
            rows(
                "select count_kind, student_count from marts.immersion_students"
                " where edition_id = 'impacts_2026' and discipline = 'pharmacie'"
            )
        ) == [("announced", 120), ("reported", 97)]
        assert rows(
            "select commitment_id, state, next_step, cast(date as varchar)"
            " from marts.commitment_follow_up"
        ) == [("ars-4c", "en cours", "Carte des stages en ville", "2026-09-01")]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("immersion_editions.csv", EDITIONS + "impacts_2027,X,2028,,,,,,,a\n", "year"),
        ("immersion_editions.csv", EDITIONS + "impacts_2027,X,2027,2,30,,,,,a\n", "day"),
        ("immersion_editions.csv", EDITIONS + "impacts_2027,X,2027,,4,,,,,a\n", "month"),
        ("immersion_editions.csv", EDITIONS + "impacts_2027,X,2027,,,,75056,,,a\n", "commune_id"),
        ("immersion_hosts.csv", HOSTS + "impacts_2026,MSP,Une <b>,59291,,a\n", "host_name"),
        ("immersion_hosts.csv", HOSTS + "impacts_2099,MSP,Une MSP,59291,,a\n", "edition_id"),
        ("immersion_hosts.csv", HOSTS + "impacts_2026,MSP,a@b.fr,59291,,a\n", "host_name"),
        (
            "immersion_follow_up.csv",
            FOLLOW_UP + f"impacts_2026,{BEFORE},81,80,2026,a\n",
            "count",
        ),
        (
            "immersion_follow_up.csv",
            FOLLOW_UP + f"impacts_2026,{BEFORE},1,10,2026,a\n",
            "denominator",
        ),
        ("engagements.csv", ENGAGEMENTS + "ars-9,en cours,,2026-09-01\n", "commitment_id"),
        ("engagements.csv", ENGAGEMENTS + "ars-1,fini,,2026-09-01\n", "state"),
        ("engagements.csv", ENGAGEMENTS + "ars-1,tenu,<script>,2026-09-01\n", "next_step"),
        ("engagements.csv", ENGAGEMENTS + "ars-1,tenu,06 12 34 56 78,2026-09-01\n", "next_step"),
        ("engagements.csv", ENGAGEMENTS + "ars-1,tenu,,hier\n", "date"),
    ],
)
def test_a_broken_line_is_refused_by_its_column(inputs, inbox, name, text, expected):
    (inbox / name).write_text(text, encoding="utf-8")
    assert expected in [column for column, _ in refusals(inputs, inbox.parent)]


@pytest.mark.parametrize(
    ("yes", "asked", "kept"),
    [(11, 22, 11), (10, 22, None), (12, 22, None), (0, 40, None), (40, 40, None)],
)
def test_an_answer_of_few_students_is_not_kept(inputs, inbox, yes, asked, kept):
    """Nor that of all of them: each one's answer would be known."""
    path = inbox / "immersion_follow_up.csv"
    path.write_text(
        FOLLOW_UP + f"impacts_2026,{BEFORE},{yes},{asked},2026,bilan\n", encoding="utf-8"
    )
    found = with_declared(inputs, inbox.parent)
    (row,) = found.tables["immersion_follow_up"].to_pylist()
    assert (row["count"], row["denominator"]) == (kept, asked)
    # The hash of the file would tell the count to whoever tries each.
    assert found.files[-1].sha256 != file_sha256(path)


def answers(inputs, inbox, *lines: str) -> list[tuple[int, int | None]]:
    """Year of observation and count stored, of lines written one a file."""
    for number, line in enumerate(lines):
        path = inbox / f"immersion_follow_up-{number}.csv"
        path.write_text(FOLLOW_UP + f"impacts_2024,{BEFORE},{line},bilan\n", encoding="utf-8")
    rows = with_declared(inputs, inbox.parent).tables["immersion_follow_up"].to_pylist()
    return [(row["observed_year"], row["count"]) for row in rows]


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        ("12,80", "13,80", None),
        ("12,80", "12,83", None),
        ("12,80", "22,120", None),
        ("12,80", "23,91", 12),
        ("12,80", "12,80", 12),
        ("40,80", "30,80", None),
    ],
)
def test_of_two_observations_that_few_students_set_apart_the_older_is_not_kept(
    inputs, inbox, before, after, kept
):
    newer = int(after.split(",")[0])
    found = answers(inputs, inbox, f"{after},2027", f"{before},2026")
    assert found == [(2026, kept), (2027, newer)]


def test_an_observation_that_is_not_kept_sets_no_other_apart(inputs, inbox):
    """23 is near 33 and not kept; 13 is near 23 alone, and kept."""
    found = answers(inputs, inbox, "13,80,2026", "23,80,2027", "33,80,2028", "5,80,2025")
    assert found == [(2025, None), (2026, 13), (2027, None), (2028, 33)]


def test_an_answer_hidden_by_another_hashes_as_any_other(inputs, inbox):
    digests = set()
    for yes in (12, 14):
        answers(inputs, inbox, f"{yes},80,2026", "15,80,2027")
        digests.add(with_declared(inputs, inbox.parent).sha256)
    assert len(digests) == 1


def test_a_hidden_answer_hashes_as_any_other_hidden_one(inputs, inbox):
    digests = set()
    for yes in (3, 7):
        (inbox / "immersion_follow_up.csv").write_text(
            FOLLOW_UP + f"impacts_2026,{BEFORE},{yes},40,2026,bilan\n", encoding="utf-8"
        )
        digests.add(with_declared(inputs, inbox.parent).sha256)
    assert len(digests) == 1


def test_a_few_students_are_refused_with_what_to_do(inputs, inbox):
    text = "edition_id,discipline,level,student_count,count_kind,note,source_url\n"
    line = "impacts_2026,maïeutique,,{},rapporté,,bilan\n"
    path = inbox / "immersion_students.csv"
    path.write_text(text + line.format(10), encoding="utf-8")
    ((column, rule),) = refusals(inputs, inbox.parent)
    assert column == "student_count"
    assert "réunissez cette filière" in rule
    for accepted in (0, 11):
        path.write_text(text + line.format(accepted), encoding="utf-8")
        rows = with_declared(inputs, inbox.parent).tables["immersion_students"].to_pylist()
        assert accepted in [row["student_count"] for row in rows]
        # What the press published stays, however small.
        assert 2 in [row["student_count"] for row in rows]


def published_students(data_dir) -> dict[int, int]:
    """Students of the indicator by year."""
    path = releases_dir(data_dir) / current_release_id(data_dir) / "warehouse.duckdb"
    with duckdb.connect(path, read_only=True) as warehouse:
        rows = warehouse.execute(
            "select year, value from marts.indicator_values"
            " where indicator_id = 'immersion_students'"
        ).fetchall()
    return dict(rows)


def test_a_detail_is_not_added_to_its_total_and_no_commune_is_no_loss(tmp_path, inbox):
    (inbox / "immersion_students.csv").write_text(
        STUDENTS
        + "impacts_2024,pharmacie,,90,annoncé,,bilan\n"
        + "impacts_2024,médecine générale,,200,annoncé,,bilan\n"
        + "impacts_2023,Toutes les filières,,210,annoncé,,bilan\n"
        + "impacts_2022,pharmacie,,160,annoncé,,bilan\n",
        encoding="utf-8",
    )
    (inbox / "immersion_editions.csv").write_text(
        EDITIONS + "impacts_2026,ImPacTS 2026,2026,6,5,,,à la faculté,,bilan\n", encoding="utf-8"
    )
    build(tmp_path)
    # The total of 2024, that of 2023 now given, what was reported in 2022, 2026 without a commune.
    assert published_students(tmp_path) == {2022: 150, 2023: 210, 2024: 450, 2026: 467}


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("impacts_2026,Pharmacie,,97,rapporté,,bilan\n", "écrite deux fois"),
        (
            "impacts_2027,Total,,97,rapporté,,a\nimpacts_2027,toutes filières,,97,rapporté,,b\n",
            "écrite deux fois",
        ),
        ("impacts_2023,pharmacie,,90,annoncé,,bilan\n", "le total de l'édition sur une ligne"),
        ("impacts_2024,pharmacie,,451,annoncé,,bilan\n", "dépasse le total"),
    ],
)
def test_disciplines_counted_twice_are_refused_with_what_to_do(inputs, inbox, lines, told):
    (inbox / "immersion_editions.csv").write_text(
        EDITIONS + "impacts_2027,ImPacTS 2027,2027,,,,,,,annonce\n", encoding="utf-8"
    )
    (inbox / "immersion_students.csv").write_text(STUDENTS + lines, encoding="utf-8")
    ((column, rule),) = refusals(inputs, inbox.parent)
    assert column == "discipline"
    assert told in rule


def test_a_line_already_known_can_be_corrected_beside_a_group(inputs, inbox):
    """The source of 2023 says 150 students « et » 50 nurses: they are beside each other."""
    (inbox / "immersion_students.csv").write_text(
        STUDENTS + "impacts_2023,soins infirmiers,,55,annoncé,,bilan\n", encoding="utf-8"
    )
    rows = with_declared(inputs, inbox.parent).tables["immersion_students"].to_pylist()
    of_2023 = [row["student_count"] for row in rows if row["edition_id"] == "impacts_2023"]
    assert of_2023 == [150, 55]


@pytest.mark.parametrize("table", IMMERSION_TABLES, ids=lambda table: table.id)
def test_a_template_is_read_back_once_its_example_is_kept_as_a_line(table, tmp_path):
    path = tmp_path / f"{table.id}.xlsx"
    templates.write(table, path)
    assert immersion.parse(table, path) == []
    book = load_workbook(path)
    sheet = book[FILL_SHEET]
    sheet.cell(2, len(table.columns) + 1).value = None
    book.save(path)
    (row,) = immersion.parse(table, path)
    assert row["edition_id"] == "impacts_2027"


def test_a_file_that_cannot_be_read_is_refused(inputs, inbox):
    shutil.copy(REFERENCE / "contours.parquet", inbox / "immersion_hosts.xlsx")
    assert refusals(inputs, inbox.parent)
