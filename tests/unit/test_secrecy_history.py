"""What releases have told, and what the served tables tell, on tables of a few rows."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from caremap.catalog.tables.placements import PLACEMENTS
from etl.secrecy_audit import audit, audit_year
from etl.secrecy_counts import SecrecyFailed, no_few_answers, no_small_count
from etl.secrecy_history import (
    Group,
    HistoryUnreadable,
    Publication,
    keep,
    key_of,
    publications,
    read,
    served,
)
from etl.secrecy_totals import page_totals

SOURCE, SMALLEST = PLACEMENTS.source_id, 11
AREAS = {
    "59001": ("A", "59"), "59002": ("A", "59"), "59003": ("B", "59"), "62001": ("C", "62"),
}  # fmt: skip
# A level that is not made of whole EPCI: 59001 and 59003.
ZONES = {"59001": "Z", "59003": "Z"}
COLUMNS = pa.schema([
    ("year", pa.int32()), ("semester", pa.int32()), ("site_id", pa.string()),
    ("site_name", pa.string()), ("commune_id", pa.string()), ("discipline", pa.string()),
    ("trainee_level", pa.string()), ("setting", pa.string()), ("places", pa.int32()),
    ("trainees", pa.int32()), ("status", pa.string()), ("source_id", pa.string()),
    ("secrecy", pa.string()), ("counted_in", pa.string()), ("keeps_discipline", pa.bool_()),
])  # fmt: skip


def stored(name: str, secrecy: str, trainees: int | None, **changed: Any) -> dict[str, Any]:
    return {
        "year": 2025, "semester": 1, "site_id": None, "site_name": name, "commune_id": "59001",
        "discipline": "pharmacie", "trainee_level": "externe", "setting": "hospital",
        "places": 40, "trainees": trainees, "status": "declared", "source_id": SOURCE,
        "secrecy": secrecy, "counted_in": "commune", "keeps_discipline": True,
    } | changed  # fmt: skip


def hidden(name: str, **changed: Any) -> dict[str, Any]:
    return stored(name, "hidden", None, **changed)


def pooled(persons: int, **changed: Any) -> dict[str, Any]:
    return stored("group", "pool", persons, **{"semester": None} | changed)


def published(name: str, persons: int | None, **changed: Any) -> dict[str, Any]:
    return stored(name, "published", persons, **{"counted_in": ""} | changed)


def of_keys(*rows: dict[str, Any]) -> frozenset[Any]:
    return frozenset(map(key_of, rows))


def fill(connection: duckdb.DuckDBPyConnection, *rows: dict[str, Any]) -> None:
    """The tables of a warehouse that secrecy reads."""
    table = pa.Table.from_pylist(list(rows), schema=COLUMNS)
    connection.register("given", table)
    for statement in (
        "create schema raw", "create schema marts",
        "create table raw.placements_file as from given",
        "create table raw.communes (departement_id text, epci_id text, commune_id text)",
        "create table marts.territory_members (level text, territory_id text, commune_id text)",
        "create table raw.immersion_follow_up (count integer, denominator integer,"
        " edition_id text, question text, observed_year integer)",
    ):  # fmt: skip
        connection.execute(statement)
    connection.unregister("given")
    for commune, (epci, departement) in AREAS.items():
        connection.execute(
            "insert into raw.communes values (?, ?, ?)", [departement, epci, commune]
        )
        areas = {"commune": commune, "epci": epci, "departement": departement, "perimetre": "all"}
        if commune in ZONES:
            areas["zone"] = ZONES[commune]
        for area in areas.items():
            connection.execute(
                "insert into marts.territory_members values (?, ?, ?)", [*area, commune]
            )


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        yield opened


def warehouse(path: Path, *rows: dict[str, Any]) -> Path:
    with duckdb.connect(path) as opened:
        fill(opened, *rows)
    return path


# What stored rows tell


def test_a_publication_is_the_counts_the_sums_and_the_hidden_rows():
    a, b, alone = hidden("A"), hidden("B"), hidden("L", counted_in="")
    large, empty, unknown = published("P", 20), published("Z", 0), published("N", None)
    (one,) = publications([a, b, alone, large, empty, unknown, pooled(13)], AREAS)
    assert (one.source_id, one.year) == (SOURCE, 2025)
    assert one.published == {key_of(large): 20, key_of(empty): 0}
    assert one.hidden == of_keys(a, b, alone)
    slot = ("commune", "59001", "hospital", "pharmacie")
    assert one.groups == (Group(slot, of_keys(a, b), 13),)


def test_sources_and_years_are_told_apart_in_order():
    rows = [published("A", 20, year=year, source_id=source)
            for year, source in ((2025, "b"), (2024, "b"), (2026, "a"))]  # fmt: skip
    found = [(one.source_id, one.year, len(one.published)) for one in publications(rows, AREAS)]
    assert found == [("a", 2026, 1), ("b", 2024, 1), ("b", 2025, 1)]


@pytest.mark.parametrize(
    ("level", "place", "setting"),
    [
        ("commune", "59003", "hospital"),
        ("epci", "epci:B:59", "hospital"),
        ("departement", "departement:59", "hospital"),
        ("perimetre", "perimetre", ""),
    ],
)
def test_a_group_is_found_where_it_is_counted(level, place, setting):
    told = {"counted_in": level, "keeps_discipline": level == "commune"}
    rows = [hidden(name, commune_id="59003", **told) for name in "AB"]
    total = pooled(13, commune_id=place, **told, setting=setting or "mixed")
    (one,) = publications([*rows, total], AREAS)
    discipline = "pharmacie" if level == "commune" else ""
    assert one.groups == (Group((level, place, setting, discipline), of_keys(*rows), 13),)


def test_a_group_of_the_whole_is_told_apart_from_that_of_a_commune():
    told = {"counted_in": "perimetre", "keeps_discipline": False}
    near = [hidden("A"), hidden("B")]
    far = [hidden("C", **told), hidden("D", setting="ambulatory", commune_id="62001", **told)]
    whole = pooled(20, commune_id="perimetre", setting="mixed", discipline="toutes", **told)
    (one,) = publications([*near, *far, pooled(13), whole], AREAS)
    assert one.groups == (
        Group(("commune", "59001", "hospital", "pharmacie"), of_keys(*near), 13),
        Group(("perimetre", "perimetre", "", ""), of_keys(*far), 20),
    )


def test_groups_that_cannot_be_told_apart_give_their_whole_sum():
    a, b, c = hidden("A"), hidden("B"), hidden("C", commune_id="59002")
    whole = ("perimetre", "perimetre", "", "")
    for sums in (
        [pooled(6), pooled(7)],
        [pooled(13)],
        [pooled(13), pooled(20, commune_id="62001")],
    ):
        (one,) = publications([a, b, c, *sums], AREAS)
        total = sum(each["trainees"] for each in sums)
        assert one.groups == (Group(whole, of_keys(a, b, c), total),)
    (none,) = publications([published("P", 20), pooled(13)], AREAS)
    assert none.groups == ()


def test_only_the_steward_s_placements_are_read(connection):
    fill(connection, published("A", 20), published("B", 30, source_id="drees_sae"), hidden("C"))
    (one,) = served(connection)
    assert list(one.published.values()) == [20]
    assert {key[3] for key in one.hidden} == {"C"}


# What is kept for ever


def test_what_a_release_tells_is_kept_and_read_again(tmp_path):
    """Rows of a semester and of a whole year together."""
    rows = [hidden("A"), hidden("B", semester=None), published("É", 20),
            published("É", 30, semester=None), pooled(13)]  # fmt: skip
    path = warehouse(tmp_path / "w.duckdb", *rows)
    keep(tmp_path, path, "2026")
    (written,) = (tmp_path / "secrecy").iterdir()
    assert written.name.startswith(f"{SOURCE}-2025-")
    assert written.suffix == ".json"
    (one,) = read(tmp_path, {})[SOURCE, 2025]
    assert [one] == publications(rows, AREAS)
    assert one.release_id == "2026"
    keep(tmp_path, path, "2027")
    assert list((tmp_path / "secrecy").iterdir()) == [written]
    assert [each.release_id for each in read(tmp_path, {})[SOURCE, 2025]] == ["2027"]


def test_a_file_of_the_history_says_who_wrote_it_and_keeps_its_letters(tmp_path):
    rows = [hidden("B"), hidden("A"), published("É", 20), published("D", 0), pooled(13)]
    keep(tmp_path, warehouse(tmp_path / "w.duckdb", *rows), "2026")
    (written,) = (tmp_path / "secrecy").iterdir()
    text = written.read_text(encoding="utf-8")
    assert "É" in text
    told = json.loads(text)
    key_a, key_b = ([2025, 1, None, name, "59001", "pharmacie", "externe", "hospital"]
                    for name in "AB")  # fmt: skip
    assert told["release_id"] == "2026"
    assert (told["source_id"], told["year"], told["key"]) == (SOURCE, 2025, list(PLACEMENTS.key))
    assert [(row[3], row[-1]) for row in told["published"]] == [("D", 0), ("É", 20)]
    assert told["hidden"] == [key_a, key_b]
    slot = ["commune", "59001", "hospital", "pharmacie"]
    assert told["groups"] == [{"slot": slot, "rows": [key_a, key_b], "persons": 13}]


def test_each_year_and_each_content_has_its_file(tmp_path):
    for number, persons in enumerate((20, 30, 20)):
        rows = [published("A", persons), published("A", 40, year=2024)]
        keep(tmp_path, warehouse(tmp_path / f"{number}.duckdb", *rows), f"r{number}")
    past = read(tmp_path, {})
    counts = [list(one.published.values()) for one in past[SOURCE, 2025]]
    # Oldest first; what was told twice is where it was told last.
    assert counts == [[30], [20]]
    assert len(past[SOURCE, 2024]) == 1
    assert len(list((tmp_path / "secrecy").iterdir())) == 3


def test_the_releases_present_are_read_beside_the_folder(tmp_path):
    paths = {
        release: warehouse(tmp_path / f"{release}.duckdb", published("A", persons))
        for release, persons in (("r1", 20), ("r3", 40))
    }
    keep(tmp_path, warehouse(tmp_path / "r2.duckdb", published("A", 30)), "r2")
    keep(tmp_path, paths["r1"], "r1")
    (tmp_path / "spoiled.duckdb").write_bytes(b"not a warehouse")
    past = read(tmp_path, {**paths, "r4": tmp_path / "spoiled.duckdb"})[SOURCE, 2025]
    assert [(one.release_id, *one.published.values()) for one in past] == [
        ("r1", 20), ("r2", 30), ("r3", 40),
    ]  # fmt: skip
    assert read(tmp_path / "elsewhere", {}) == {}


def test_a_release_is_only_read(tmp_path):
    """A reader holds it read-only: opening it to write would fail."""
    path = warehouse(tmp_path / "r1.duckdb", published("A", 20))
    with duckdb.connect(path, read_only=True):
        assert list(read(tmp_path, {"r1": path})) == [(SOURCE, 2025)]
        keep(tmp_path, path, "r1")


@pytest.mark.parametrize(
    "content",
    [
        "{half",
        "[]",
        "{}",
        json.dumps({"key": ["year"]}),
        json.dumps({"key": list(PLACEMENTS.key), "groups": 3}),
    ],
)
def test_a_spoiled_history_stops_the_publication(tmp_path, content):
    (tmp_path / "secrecy").mkdir()
    (tmp_path / "secrecy" / "spoiled.json").write_text(content)
    with pytest.raises(HistoryUnreadable) as refused:
        read(tmp_path, {})
    assert refused.value.exit_code == 6
    if '["year"]' in content:
        assert "clé d'une autre version" in refused.value.message
    assert "spoiled.json : historique des publications illisible (" in refused.value.message
    assert "Rien n'est publié : remettez ce fichier" in refused.value.next_action


# What the pages add up


def totals(connection, *rows: dict[str, Any], year: int = 2025) -> Counter[Any]:
    """Hidden rows by name, sum, and how many pages show it."""
    fill(connection, *rows)
    found = page_totals(connection, SOURCE)
    return Counter(("".join(sorted(key[3] for key in keys)), total) for keys, total in found[year])


def test_a_group_of_a_commune_is_in_every_total_above(connection):
    """5 levels hold 59001; each total is shown for all disciplines, then for its own."""
    assert totals(connection, hidden("A"), hidden("B"), pooled(13)) == {("AB", 13): 10}


@pytest.mark.parametrize(
    ("level", "keeps", "place", "pages"),
    [
        ("epci", True, "epci:A:59", 6),  # EPCI, département, whole, twice
        ("epci", False, "epci:A:59", 3),
        ("departement", True, "departement:59", 4),
        ("departement", False, "departement:59", 2),
        ("perimetre", False, "perimetre", 1),
    ],
)
def test_a_total_below_its_group_is_not_shown(connection, level, keeps, place, pages):
    told = {"counted_in": level, "keeps_discipline": keeps}
    rows = [hidden("A", **told), hidden("B", commune_id="59002", **told)]
    total = pooled(13, commune_id=place, **told)
    if not keeps:
        total["discipline"] = "toutes"
    assert totals(connection, *rows, total) == {("AB", 13): pages}


def test_one_row_counted_nowhere_hides_every_total_that_holds_it(connection):
    """Only the commune 59002 has its total."""
    told = {"commune_id": "59002"}
    rows = [hidden("A", **told), hidden("B", **told), hidden("L", counted_in="")]
    assert totals(connection, *rows, pooled(13, **told)) == {("AB", 13): 2}


def test_groups_of_one_territory_are_added_and_told_apart_by_discipline(connection):
    other = {"discipline": "odontologie"}
    rows = [hidden("A"), hidden("B"), pooled(13), hidden("C", **other), hidden("D", **other)]
    assert totals(connection, *rows, pooled(20, **other)) == {
        ("ABCD", 33): 5, ("AB", 13): 5, ("CD", 20): 5,
    }  # fmt: skip


def test_years_and_sources_are_not_added(connection):
    rows = [hidden("A"), hidden("B"), pooled(13)]
    others = [one | change for change in ({"year": 2024}, {"source_id": "x"}) for one in rows]
    assert totals(connection, *rows, *others) == {("AB", 13): 10}


def test_the_groups_of_two_departements_stay_in_their_own(connection):
    rows = []
    for commune, place, names, persons in (
        ("59001", "departement:59", "AB", 13), ("62001", "departement:62", "CD", 20),
    ):  # fmt: skip
        told = {"counted_in": "departement"}
        rows += [hidden(name, commune_id=commune, **told) for name in names]
        rows.append(pooled(persons, commune_id=place, **told))
    assert totals(connection, *rows) == {("AB", 13): 2, ("CD", 20): 2, ("ABCD", 33): 2}


# What is refused


@pytest.mark.parametrize(("persons", "refused"), [(0, 0), (1, 1), (10, 1), (11, 0), (None, 0)])
def test_a_count_under_the_threshold_is_refused_in_any_table(connection, persons, refused):
    fill(connection, published("A", persons), published("B", 5, source_id="drees_sae"))
    connection.execute("create table marts.copied as select * from raw.placements_file")
    connection.execute("create table marts.without_source as select 3 as trainees")
    if not refused:
        no_small_count(connection, SOURCE, SMALLEST)
        return
    with pytest.raises(SecrecyFailed) as failed:
        no_small_count(connection, SOURCE, SMALLEST)
    assert failed.value.exit_code == 6
    assert failed.value.message == (
        f"marts.copied : 1 effectif(s) de moins de 11 personnes (source {SOURCE})."
    )
    assert "Rien n'est publié" in failed.value.next_action


@pytest.mark.parametrize(
    ("count", "denominator", "refused"),
    [(11, 22, False), (10, 22, True), (11, 21, True), (0, 40, True), (None, 10, True),
     (None, 11, False)],
)  # fmt: skip
def test_an_answer_of_few_students_is_refused(connection, count, denominator, refused):
    fill(connection)
    connection.execute(
        "insert into raw.immersion_follow_up values (?, ?, 'e', 'q', 2026)", [count, denominator]
    )
    if not refused:
        no_few_answers(connection, SMALLEST)
        return
    with pytest.raises(SecrecyFailed) as failed:
        no_few_answers(connection, SMALLEST)
    assert failed.value.message == (
        "raw.immersion_follow_up : 1 réponse(s) de moins de 11 étudiants."
    )
    assert "Rien n'est publié" in failed.value.next_action


@pytest.mark.parametrize(
    ("count", "denominator", "question", "refused"),
    [(13, 80, "q", True), (12, 83, "q", True), (22, 90, "q", True), (12, 80, "q", False),
     (23, 91, "q", False), (13, 80, "other", False), (None, 80, "q", False)],
)  # fmt: skip
def test_two_observations_that_few_students_set_apart_are_refused(
    connection, count, denominator, question, refused
):
    """12 of 80 the year before."""
    fill(connection)
    insert = "insert into raw.immersion_follow_up values (?, ?, 'e', ?, ?)"
    connection.execute(insert, [12, 80, "q", 2026])
    connection.execute(insert, [count, denominator, question, 2027])
    if not refused:
        no_few_answers(connection, SMALLEST)
        return
    with pytest.raises(SecrecyFailed) as failed:
        no_few_answers(connection, SMALLEST)
    assert failed.value.message == (
        "raw.immersion_follow_up : 1 écart(s) entre deux années d'observation de moins de 11 "
        "étudiants."
    )


def test_the_audit_reads_the_tables_the_totals_and_the_past(connection):
    """13 for A and B is safe; after 20 for A, B and C it tells that C was 7."""
    rows = [hidden("A"), hidden("B"), pooled(13)]
    fill(connection, *rows)
    audit(connection, SOURCE, SMALLEST)
    before = publications([*rows[:2], hidden("C"), pooled(20)], AREAS)
    audit(connection, SOURCE, SMALLEST, {(SOURCE, 2024): before})
    with pytest.raises(SecrecyFailed, match=r"l'a déjà été : .*C"):
        audit(connection, SOURCE, SMALLEST, {(SOURCE, 2025): before})


def test_the_audit_refuses_groups_that_the_totals_of_the_pages_contradict(connection):
    """Both groups stored at 59001: the page of 59002 would show 0 person for C and D."""
    rows = [hidden("A"), hidden("B"), *(hidden(name, commune_id="59002") for name in "CD")]
    fill(connection, *rows, pooled(13), pooled(20))
    for one in served(connection):
        audit_year(one, [], SMALLEST, [])
    with pytest.raises(SecrecyFailed, match="Aucun effectif ne convient aux totaux de"):
        audit(connection, SOURCE, SMALLEST)


def test_the_audit_begins_with_the_small_counts_and_the_answers(connection):
    fill(connection, published("A", 3))
    with pytest.raises(SecrecyFailed, match="placements_file : 1 effectif"):
        audit(connection, SOURCE, SMALLEST)
    connection.execute("update raw.placements_file set trainees = 30")
    connection.execute("insert into raw.immersion_follow_up values (10, 40, 'e', 'q', 2026)")
    with pytest.raises(SecrecyFailed, match="1 réponse"):
        audit(connection, SOURCE, SMALLEST)


def test_a_publication_is_the_same_whatever_release_told_it():
    one = Publication(SOURCE, 2025, {}, (), frozenset(), "r1")
    assert one == Publication(SOURCE, 2025, {}, (), frozenset(), "r2")
