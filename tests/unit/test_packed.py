"""Streamlit's own files come whole from memory; anything else is left to Streamlit."""

import gzip
from urllib.parse import quote

import pytest
from asgi import ask
from starlette.responses import PlainTextResponse

from caremap.ui import early
from caremap.ui.packed import Packed
from caremap.ui.security import COMPONENT_PATH, SHELL

PACKED = Packed(PlainTextResponse("left to Streamlit"))
BROWSER = {"accept-encoding": "gzip, deflate, br"}
SCRIPT = f"/static/js/{early.started_with()[0]}"


@pytest.mark.parametrize("suffix", [".js", ".css", ".woff2"])
def test_a_file_is_what_it_is_on_disk(suffix):
    path = min((SHELL.parent / "static").rglob(f"*{suffix}"))
    answer = ask(PACKED, f"/static/{path.relative_to(SHELL.parent / 'static').as_posix()}", BROWSER)
    packed = answer.headers.get("content-encoding") == "gzip"
    assert (gzip.decompress(answer.body) if packed else answer.body) == path.read_bytes()
    assert packed == (suffix != ".woff2")
    assert answer.headers["content-length"] == str(len(answer.body))
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["vary"] == "Accept-Encoding"


def test_every_script_of_a_first_page_is_one_of_them():
    frame = f"{COMPONENT_PATH}streamlit_folium.st_folium/"
    scripts = [f"/static/js/{name}" for name in (*early.started_with(), *early.element_scripts())]
    for address in (*scripts, *(f"{frame}{name}" for name in early.component_scripts())):
        headers = ask(PACKED, address, BROWSER).headers
        assert headers["content-encoding"] == "gzip", address
        assert "immutable" in headers["cache-control"], address


def test_a_browser_that_cannot_unpack_gets_the_plain_file():
    assert ask(PACKED, SCRIPT, {"accept-encoding": "identity"}).text == "left to Streamlit"
    assert ask(PACKED, SCRIPT).text == "left to Streamlit"
    assert ask(PACKED, SCRIPT, BROWSER, method="HEAD").body == b"left to Streamlit"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/static/js/",
        "/static/js/none.js",
        "/static/../index.html",
        f"/static/js/../{SCRIPT.removeprefix('/static/')}",
        "/static/js/" + quote("../../index.html", safe=""),
        "/static//etc/passwd",
    ],
)
def test_no_other_file_is_opened(path):
    assert ask(PACKED, path, BROWSER).text == "left to Streamlit"
