"""`/ready` on real releases: served, absent, removed, damaged."""

import os
import shutil
from functools import partial
from pathlib import Path

import asgi
import duckdb
import pytest
from starlette.applications import Starlette

from caremap.catalog import SOURCES
from caremap.paths import current_release_id
from caremap.ui import store
from caremap.ui.server import MIDDLEWARE, ROUTES

ask = partial(asgi.ask, Starlette(routes=ROUTES, middleware=MIDDLEWARE))


@pytest.fixture
def data_dir(built_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copy of the data directory whose release has a name of its own."""
    folder = tmp_path / "data"
    shutil.copytree(built_dir, folder)
    release_id = current_release_id(folder)
    own = f"{release_id}-{tmp_path.name}"
    (folder / "releases" / release_id).rename(folder / "releases" / own)
    (folder / "releases" / "CURRENT").write_text(own)
    monkeypatch.setenv("CAREMAP_DATA_DIR", str(folder))
    yield folder
    store.warehouse.clear()


def refused(folder: Path) -> str:
    """Check that the answer is a refusal without a path, and return its reason."""
    answer = ask("/ready")
    assert answer.status == 503
    assert answer.json()["status"] == "broken"
    assert str(folder) not in answer.text
    assert "warehouse.duckdb" not in answer.text
    return answer.json()["reason"]


def warehouse_file(folder: Path) -> Path:
    return folder / "releases" / current_release_id(folder) / "warehouse.duckdb"


def test_a_served_release_is_ready_with_the_age_of_each_source(data_dir):
    answer = ask("/ready")
    found = answer.json()
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    assert (found["status"], found["release"]) == ("ready", current_release_id(data_dir))
    assert [source["id"] for source in found["sources"]] == [source.id for source in SOURCES]
    for source in found["sources"]:
        assert source["stale"] == (source["age_days"] > source["stale_after_days"])


def test_a_source_that_a_file_brought_ages_too(demo_dir, monkeypatch):
    monkeypatch.setenv("CAREMAP_DATA_DIR", str(demo_dir))
    (brought,) = [one for one in ask("/ready").json()["sources"] if one["id"] == "placements_demo"]
    assert brought["age_days"] > 0
    store.warehouse.clear()


def test_without_a_release_the_server_is_not_ready(tmp_path, monkeypatch):
    monkeypatch.setenv("CAREMAP_DATA_DIR", str(tmp_path))
    assert "Aucun entrepôt" in refused(tmp_path)


def test_a_release_that_disappears_is_noticed_although_it_is_open(data_dir):
    assert ask("/ready").status == 200
    warehouse_file(data_dir).unlink()
    assert "disparu" in refused(data_dir)


def a_folder_for_a_pointer(folder: Path) -> None:
    (folder / "releases" / "CURRENT").unlink()
    (folder / "releases" / "CURRENT").mkdir()


def a_name_no_disk_takes(folder: Path) -> None:
    (folder / "releases" / "CURRENT").write_text("r" * 300)


def a_pointer_of_another_account(folder: Path) -> None:
    (folder / "releases" / "CURRENT").chmod(0)


def a_release_of_another_account(folder: Path) -> None:
    warehouse_file(folder).parent.chmod(0)


@pytest.mark.parametrize("spoil", [a_folder_for_a_pointer, a_name_no_disk_takes])
def test_a_release_that_the_disk_refuses_is_told_and_comes_back(data_dir, spoil):
    pointer = data_dir / "releases" / "CURRENT"
    release_id = pointer.read_text()
    spoil(data_dir)
    assert "ne peut pas être lu" in refused(data_dir)
    shutil.rmtree(pointer) if pointer.is_dir() else pointer.unlink()
    pointer.write_text(release_id)
    assert ask("/ready").status == 200


@pytest.mark.skipif(os.geteuid() == 0, reason="root lit tout : essai d'un compte ordinaire")
@pytest.mark.parametrize("spoil", [a_pointer_of_another_account, a_release_of_another_account])
def test_a_release_of_another_account_is_told(data_dir, spoil):
    where = warehouse_file(data_dir).parent
    spoil(data_dir)
    told = refused(data_dir)
    where.chmod(0o755)
    assert "ne peut pas être lu" in told


def test_a_file_that_is_no_warehouse_is_refused(data_dir):
    warehouse_file(data_dir).write_text("<html>Bad gateway</html>")
    assert "ne peut pas être lu" in refused(data_dir)


def test_a_damaged_block_is_found_before_a_reader_finds_it(data_dir):
    path = warehouse_file(data_dir)
    content = bytearray(path.read_bytes())
    # Blocks of data start after three headers of 4 kB.
    for position in range(3 * 4096 + 2_000, len(content), 65_536):
        content[position] ^= 0xFF
    path.write_bytes(content)
    refused(data_dir)


def test_all_rows_are_read(data_dir):
    with duckdb.connect(str(warehouse_file(data_dir)), read_only=True) as connection:
        names = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables()"
        ).fetchall()
        rows = sum(
            connection.execute(f"select count(*) from {name}").fetchone()[0] for (name,) in names
        )
    assert store.warehouse(current_release_id()).read_in_full() == rows
