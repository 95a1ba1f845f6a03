"""Text of the data is never run: names of territories and structures full of code."""

import shutil
from html import escape

import duckdb
import pytest
from reader import PAGE_IDS, assert_sound, html, map_layer, visit

from caremap.paths import current_release_id, releases_dir

HOSTILE = "</script><img src=x onerror=alert(1)>`${alert(2)}`\u2028"


@pytest.fixture
def hostile(served_dir, tmp_path, serve):
    """A release whose territories and structures carry code for names."""
    shutil.copytree(served_dir, tmp_path / "data")
    folder = releases_dir(tmp_path / "data") / current_release_id(served_dir)
    with duckdb.connect(folder / "warehouse.duckdb") as connection:
        connection.execute("update marts.territories set name = ?", [HOSTILE])
        connection.execute("update marts.structures set name = ?, state = ?", [HOSTILE, HOSTILE])
    serve(tmp_path / "data")


@pytest.mark.parametrize("page_id", PAGE_IDS)
def test_names_full_of_code_are_shown_as_text(page_id, hostile):
    link = {"territoire": "59350", "couches": "msp,centre_de_sante,cpts,hopital,zonage"}
    app = visit(page_id, link)
    assert_sound(app)
    for body in html(app):
        assert "<img" not in body
        assert "</script" not in body
    for component in app.get("component_instance"):
        assert "onerror" not in component.proto.json_args
    if page_id == "densite":
        assert map_layer(app)["families"][0] == "msp"
        assert any(escape(HOSTILE) in body for body in html(app))
