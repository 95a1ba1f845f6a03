"""Planted small counts of persons are in no table of the release, and the audit finds one."""

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
from etl.secrecy import SecrecyFailed, audit

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


def test_public_counts_are_not_concerned(release: Path) -> None:
    with duckdb.connect(release / "warehouse.duckdb", read_only=True) as connection:
        (small,) = connection.execute(
            "select count(*) from marts.placements"
            " where source_id = 'drees_sae' and trainees between 1 and 10"
        ).fetchall()[0]
    assert small > 0
