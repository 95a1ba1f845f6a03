"""Files asked for early: each exists, none is named twice, and they follow the release."""

import re
from pathlib import Path

import pytest
import streamlit_folium

from caremap.paths import ASSETS, current_release_id, releases_dir
from caremap.ui import early
from caremap.ui.security import SHELL

STATIC = SHELL.parent
FRAME = Path(streamlit_folium.__file__).parent / "frontend" / "build"
LINK = re.compile(rb'<link rel="prefetch" as="(\w+)"( crossorigin)? href="\./([^"]+)">')
MODULE = re.compile(rb'<link rel="modulepreload" crossorigin href="\./([^"]+)">')


@pytest.fixture
def links(served_dir, monkeypatch) -> dict[str, str]:
    monkeypatch.setenv("CAREMAP_DATA_DIR", str(served_dir))
    hints = early.hints()
    found = [(url.decode(), kind.decode()) for kind, _, url in LINK.findall(hints)]
    found += [(url.decode(), "script") for url in MODULE.findall(hints)]
    assert len(found) == hints.count(b"<link ")
    assert len(found) == len(dict(found)), "a file is asked for twice"
    return dict(found)


def file_of(url: str) -> Path:
    """Where the server finds what is asked for."""
    kind, _, rest = url.partition("/")
    if kind == "component":
        return FRAME / rest.partition("/")[2]
    if kind == "geometry":
        release_id, name = rest.split("/")
        return releases_dir() / release_id / "geometry" / name
    return ASSETS / rest if kind == "assets" else STATIC / url


def test_each_file_exists_and_is_asked_for_as_what_it_is(links):
    kinds = {".js": "script", ".css": "style"}
    for url, kind in links.items():
        assert file_of(url).is_file(), url
        assert kind == kinds.get(Path(url).suffix, "fetch")


def test_the_geometry_is_that_of_the_served_release(links):
    folders = {url.split("/")[1] for url in links if url.startswith("geometry/")}
    assert folders == {current_release_id()}


def test_scripts_of_the_elements_are_named_with_what_they_import_and_no_more(links):
    shell = SHELL.read_text(encoding="utf-8")
    named = {Path(url).name for url in links if url.startswith("static/")}
    for element in early.ELEMENTS:
        assert any(name.startswith(f"{element}.") for name in named), element
    assert not [name for name in named if name in shell]
    for name in named:
        text = (STATIC / "static" / "js" / name).read_text(encoding="utf-8")
        for imported in re.findall(r'from"\./([\w.-]+)"', text):
            assert imported in named or imported in shell, f"{name} : {imported}"


def test_nothing_is_asked_for_without_a_release(tmp_path, monkeypatch):
    monkeypatch.setenv("CAREMAP_DATA_DIR", str(tmp_path))
    assert early.hints() == b""
