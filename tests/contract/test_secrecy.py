"""Planted small counts of persons are in no table of the release, and the audit finds one."""

import json
import shutil
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from test_placements import GOOD, TOWN, write_csv

from caremap.catalog.tables.placements import PLACEMENTS
from caremap.paths import current_release_id, releases_dir
from etl.build import build
from etl.export import export
from etl.inbox import told_before
from etl.secrecy_audit import audit
from etl.secrecy_counts import SecrecyFailed
from etl.secrecy_history import HistoryUnreadable, Publication, served

SOURCE, SMALLEST = PLACEMENTS.source_id, PLACEMENTS.smallest
CANARIES = (
    GOOD | {"trainees": "7", "discipline": "IPA"},
    GOOD | {"trainees": "24", "places": "30"},
    TOWN | {"commune_id": "59350", "places": "4", "trainees": "3"},
    TOWN | {"commune_id": "62041", "places": "9", "trainees": "9", "discipline": "pharmacie"},
)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("canaries")
    write_csv(folder / "inbox", *CANARIES)
    build(folder)
    return releases_dir(folder) / str(current_release_id(folder))


def test_no_small_count_is_in_any_table(release: Path) -> None:
    with duckdb.connect(release / "warehouse.duckdb", read_only=True) as connection:
        audit(connection, SOURCE, SMALLEST)
        for schema in ("raw", "staging", "core", "marts"):
            tables = connection.execute(
                "select table_name from information_schema.tables where table_schema = ?"
                " and table_name like '%placements%'", [schema]
            ).fetchall()  # fmt: skip
            assert tables, schema
        (kept,) = connection.execute(
            "select list(trainees order by trainees) from marts.placements"
            " where source_id = ? and trainees is not null", [SOURCE]
        ).fetchall()[0]  # fmt: skip
        assert sum(kept) == 7 + 24 + 3 + 9
        assert min(kept) >= SMALLEST


def test_no_small_count_is_in_the_files_for_other_tools(release: Path, tmp_path: Path) -> None:
    with duckdb.connect(release / "warehouse.duckdb", read_only=True) as connection:
        export(connection, release, "parquet", tmp_path / "out")
    found = 0
    for path in (tmp_path / "out").rglob("*.parquet"):
        if "placements" in str(path):
            rows = pq.read_table(path).to_pylist()
            own = [row for row in rows if row.get("source_id") == SOURCE]
            found += len(own)
            assert not [row for row in own if 0 < (row["trainees"] or 0) < SMALLEST], path
    assert found


def test_places_are_offers_and_stay(release: Path) -> None:
    with duckdb.connect(release / "warehouse.duckdb", read_only=True) as connection:
        (places,) = connection.execute(
            "select sum(places) from marts.placements where source_id = ?", [SOURCE]
        ).fetchall()[0]
    assert places == 12 + 30 + 4 + 9


def test_no_rate_is_computed_with_hidden_counts(release: Path) -> None:
    with duckdb.connect(release / "warehouse.duckdb", read_only=True) as connection:
        rates = connection.execute(
            "select * from marts.indicator_values where indicator_id = 'placement_rate'"
        ).fetchall()
    assert rates == []


@pytest.mark.parametrize("table", ["marts.placements", "raw.placements_file"])
def test_the_audit_refuses_a_small_count(release: Path, tmp_path: Path, table: str) -> None:
    copy = tmp_path / "warehouse.duckdb"
    shutil.copyfile(release / "warehouse.duckdb", copy)
    with duckdb.connect(copy) as connection:
        connection.execute(f"update {table} set trainees = 10 where source_id = ?", [SOURCE])
        with pytest.raises(SecrecyFailed, match=table) as refused:
            audit(connection, SOURCE, SMALLEST)
    assert refused.value.exit_code == 6
    assert "Rien n'est publié" in str(refused.value)


@pytest.mark.parametrize("answer", [(3, 40), (37, 40), (0, 40), (5, 8)])
def test_the_audit_refuses_an_answer_of_few_students(
    release: Path, tmp_path: Path, answer: tuple[int, int]
) -> None:
    copy = tmp_path / "warehouse.duckdb"
    shutil.copyfile(release / "warehouse.duckdb", copy)
    with duckdb.connect(copy) as connection:
        connection.execute(
            "insert into raw.immersion_follow_up values ('impacts_2026', 'q', ?, ?, 2026, 'a')",
            list(answer),
        )
        with pytest.raises(SecrecyFailed, match="immersion_follow_up"):
            audit(connection, SOURCE, SMALLEST)


def test_public_counts_are_not_concerned(release: Path) -> None:
    with duckdb.connect(release / "warehouse.duckdb", read_only=True) as connection:
        (small,) = connection.execute(
            "select count(*) from marts.placements"
            " where source_id = 'drees_sae' and trainees between 1 and 10"
        ).fetchall()[0]
    assert small > 0


@pytest.fixture(scope="module")
def republished(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same data directory after a second version of the file, without its last line."""
    folder = tmp_path_factory.mktemp("republished")
    shutil.copytree(release.parent.parent, folder, dirs_exist_ok=True)
    write_csv(folder / "inbox", *CANARIES[:-1])
    build(folder, accept="un site de stage retiré du fichier")
    return folder


def told(folder: Path, release_id: str) -> list[Publication]:
    path = releases_dir(folder) / release_id / "warehouse.duckdb"
    with duckdb.connect(path, read_only=True) as connection:
        return served(connection)


def test_a_line_withdrawn_since_cannot_be_subtracted(release: Path, republished: Path) -> None:
    (before,) = told(republished, release.name)
    (after,) = told(republished, str(current_release_id(republished)))
    assert before.groups
    for group in after.groups:
        assert not any(group.keys < earlier.keys for earlier in before.groups)
    # The 9 persons withdrawn leave 3 alone: no total tells them any more.
    assert {key for key in before.hidden if key[4] == "59350"} <= after.hidden
    assert not any(key[4] == "59350" for group in after.groups for key in group.keys)


LILLE = GOOD | {"site_id": "", "commune_id": "59350"}
SMALL = LILLE | {"site_name": "CH A", "trainees": "4"}
LARGE = LILLE | {"site_name": "CH Beta", "trainees": "13"}
YEAR = LILLE | {"semester": "", "site_name": "CH Beta", "trainees": "24"}


@pytest.mark.parametrize(
    ("before", "after", "published", "sums"),
    [
        ([SMALL, LARGE], [SMALL, LARGE | {"site_name": "CH Bêta"}], [], [17]),
        ([SMALL, LARGE], [SMALL, LARGE | {"commune_id": "59512"}], [], [17]),
        (
            [SMALL | {"semester": ""}, YEAR],
            [SMALL | {"semester": ""}, *(YEAR | {"semester": at, "trainees": "12"} for at in "12")],
            [12, 12],
            [],
        ),
    ],
    ids=["name", "commune", "semesters"],
)
def test_a_line_whose_key_changed_cannot_be_subtracted(
    tmp_path: Path,
    before: list[dict[str, str]],
    after: list[dict[str, str]],
    published: list[int],
    sums: list[int],
) -> None:
    """17 less 13, or 16 less half of 24: each would be the 4 persons of the first line."""
    write_csv(tmp_path / "inbox", *before)
    build(tmp_path)
    write_csv(tmp_path / "inbox", *after)
    build(tmp_path, accept="une ligne corrigée")
    (now,) = told(tmp_path, str(current_release_id(tmp_path)))
    assert list(now.published.values()) == published
    assert [group.persons for group in now.groups] == sums
    assert len(now.hidden) == len(after) - len(published)


def test_what_was_published_outlives_the_releases(republished: Path, tmp_path: Path) -> None:
    copy = tmp_path / "data"
    shutil.copytree(republished, copy)
    before = told_before(copy)
    assert {len(own) for own in before.values()} == {2}
    shutil.rmtree(copy / "releases")
    assert told_before(copy) == before
    shutil.copytree(republished / "releases", copy / "releases")
    shutil.rmtree(copy / "secrecy")
    assert told_before(copy) == before


def test_the_memory_of_publications_holds_no_small_count(republished: Path) -> None:
    for path in (republished / "secrecy").glob("*.json"):
        kept = json.loads(path.read_text(encoding="utf-8"))
        counts = [row[-1] for row in kept["published"]] + [one["persons"] for one in kept["groups"]]
        assert counts
        assert not [count for count in counts if 0 < count < SMALLEST]


def test_a_spoiled_memory_publishes_nothing(republished: Path, tmp_path: Path) -> None:
    copy = tmp_path / "data"
    shutil.copytree(republished, copy)
    served_before = current_release_id(copy)
    path = next((copy / "secrecy").glob("*.json"))
    path.write_text(path.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    with pytest.raises(HistoryUnreadable, match=path.name) as refused:
        build(copy)
    assert refused.value.exit_code == 6
    assert "sauvegarde" in refused.value.next_action
    assert current_release_id(copy) == served_before


def test_the_audit_refuses_a_total_shown_without_its_hidden_row(
    release: Path, tmp_path: Path
) -> None:
    """A row said to be counted in its commune, where no group is: the total would be a lie."""
    copy = tmp_path / "warehouse.duckdb"
    shutil.copyfile(release / "warehouse.duckdb", copy)
    with duckdb.connect(copy) as connection:
        connection.execute(
            "update raw.placements_file set counted_in = 'commune'"
            " where secrecy = 'hidden' and commune_id = '59350'"
        )
        with pytest.raises(SecrecyFailed, match="Aucun effectif ne convient") as refused:
            audit(connection, SOURCE, SMALLEST)
    assert "Rien n'est publié" in refused.value.next_action
