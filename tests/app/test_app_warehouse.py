"""Without a warehouse, or with a spoilt one, each page says what to do and nothing breaks."""

import shutil

import pytest
from reader import PAGE_IDS, visit

from caremap.paths import current_release_id, releases_dir


def assert_says_what_to_do(page: str, what: str) -> None:
    app = visit(page)
    assert [error.value for error in app.exception] == []
    assert app.title[0].value == "Les données ne sont pas disponibles"
    (error,) = app.error
    assert what in error.value
    advice = " ".join(text.value for text in app.markdown)
    assert "make build" in advice
    assert "rollback" in advice


@pytest.fixture
def spoilt(served_dir, tmp_path):
    """Data directory of its own, and the path of its warehouse."""
    shutil.copytree(served_dir, tmp_path / "data")
    release_id = current_release_id(tmp_path / "data")
    return tmp_path / "data", releases_dir(tmp_path / "data") / release_id / "warehouse.duckdb"


@pytest.mark.parametrize("page_id", PAGE_IDS)
def test_no_warehouse(page_id, serve, tmp_path):
    serve(tmp_path)
    assert_says_what_to_do(page_id, "Aucun entrepôt")


@pytest.mark.parametrize("page_id", PAGE_IDS)
@pytest.mark.parametrize("kept", [0, 1_000, 500_000])
def test_a_warehouse_cut_short(page_id, kept, serve, spoilt):
    data_dir, warehouse = spoilt
    warehouse.write_bytes(warehouse.read_bytes()[:kept])
    serve(data_dir)
    assert_says_what_to_do(page_id, "ne peut pas être lu")


@pytest.mark.parametrize("content", [b"<html>not found</html>", b"\x00" * 100_000])
def test_a_file_that_is_not_a_warehouse(content, serve, spoilt):
    data_dir, warehouse = spoilt
    warehouse.write_bytes(content)
    serve(data_dir)
    assert_says_what_to_do("synthese", "ne peut pas être lu")


def test_a_warehouse_spoilt_in_the_middle(serve, spoilt):
    data_dir, warehouse = spoilt
    whole = bytearray(warehouse.read_bytes())
    # Headers stay, so that the file opens; every block of figures is lost.
    whole[300_000:-300_000] = bytes(len(whole) - 600_000)
    warehouse.write_bytes(whole)
    serve(data_dir)
    assert_says_what_to_do("synthese", "ne peut pas être lu")


def test_a_pointer_to_a_release_that_is_gone(serve, spoilt):
    data_dir, _ = spoilt
    (releases_dir(data_dir) / "CURRENT").write_text("20200101T000000Z-gone\n")
    serve(data_dir)
    assert_says_what_to_do("synthese", "20200101T000000Z-gone")


def test_a_warehouse_built_while_the_page_was_open_is_read_at_the_next_run(
    serve, served_dir, tmp_path
):
    serve(tmp_path)
    app = visit("synthese")
    assert app.error
    shutil.copytree(releases_dir(served_dir), releases_dir(tmp_path))
    app.run()
    assert not app.error
    assert app.title[0].value == "Accès aux soins dans le Nord et le Pas-de-Calais"
