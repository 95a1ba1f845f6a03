"""Links made of anything, on the real server: no crash, no detail, a page, in bounded time."""

import time
from collections.abc import Iterator
from http.client import HTTPConnection
from json import load
from pathlib import Path
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks._reader import Reader, reading
from benchmarks._server import dashboard, serving
from caremap.ui.menu import PAGES
from caremap.ui.parameters import PARAMETERS

LONGEST_RUN_S = 20
LEAKS = ("Traceback", 'File "', "erreur inattendue", ".duckdb", "site-packages")
PAGE_IDS = [page[0] for page in PAGES]

odd_text = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        (
            *("'; drop table marts.territories; --", "../../etc/passwd", "%00", "\x00", "\ud7ff"),
            *("<script>alert(1)</script>", "{{7*7}}", "${7*7}", "NaN", "inf", "-1", "1e999", "٣"),
            *("59350" * 2000, "é" * 5000, "\u202e59350", "59350 ", "０", "\r\nSet-Cookie: a=b"),
        )
    ),
    st.integers(-(10**20), 10**20).map(str),
)
name = st.one_of(st.sampled_from(sorted(PARAMETERS)), st.text(max_size=20))
pairs = st.lists(st.tuples(name, odd_text), max_size=8)


@pytest.fixture(scope="module")
def server_url(built_dir: Path) -> Iterator[str]:
    with serving(dashboard(), CAREMAP_DATA_DIR=str(built_dir)) as server:
        yield server.url


@pytest.fixture(scope="module")
def reader(server_url: str) -> Iterator[Reader]:
    with reading(server_url, PAGE_IDS[0]) as opened:
        opened.keeps_messages = False
        yield opened


def errors(server_url: str) -> int:
    with urlopen(f"{server_url}/ready", timeout=30) as answer:
        return int(load(answer)["errors_since_start"])


def encoded(parameters: list[tuple[str, str]]) -> str:
    text = [(key.encode("utf-8", "replace"), v.encode("utf-8", "replace")) for key, v in parameters]
    return "&".join(f"{quote(key)}={quote(value)}" for key, value in text)


@given(page=st.sampled_from(PAGE_IDS), parameters=pairs)
def test_any_parameters_give_a_page(server_url, reader, page, parameters):
    started = time.monotonic()
    reader.go(page, encoded(parameters))
    assert time.monotonic() - started < LONGEST_RUN_S
    answer = reader.answer.decode(errors="ignore")
    assert [leak for leak in LEAKS if leak in answer] == []
    assert errors(server_url) == 0


@given(query=st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_any_query_string_gives_a_page(server_url, reader, query):
    reader.go("densite", query)
    assert [leak for leak in LEAKS if leak in reader.answer.decode(errors="ignore")] == []
    assert errors(server_url) == 0


@pytest.mark.parametrize("parameter", sorted(PARAMETERS))
def test_a_value_that_does_not_exist_is_said(reader, parameter):
    reader.go("methode", f"{parameter}=zzz-inconnu")
    assert f"Le lien demandait {parameter}" in reader.answer.decode(errors="ignore")


@given(path=st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_any_address_gets_an_answer_without_detail(server_url, path):
    connection = HTTPConnection(urlsplit(server_url).netloc, timeout=30)
    connection.request("GET", f"/{quote(path)}", headers={"Accept": "text/html"})
    answer = connection.getresponse()
    body = answer.read().decode(errors="ignore")
    connection.close()
    assert answer.status < 500
    assert answer.headers["content-security-policy"]
    assert [leak for leak in LEAKS if leak in body] == []
