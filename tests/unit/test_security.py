"""Headers of every answer, closed addresses, and what a reader is told of an error."""

import logging
import re
from functools import partial

import asgi
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streamlit.testing.v1 import AppTest

from caremap.ui.security import (
    APP_POLICY,
    CLOSED,
    COMPONENT_POLICY,
    SHELL,
    inline_script_hashes,
)
from caremap.ui.server import EXCEPTION_HANDLERS, MIDDLEWARE, ROUTES

DETAIL = "/srv/secret/warehouse.duckdb"


async def page(request):
    return PlainTextResponse("page")


async def failing(request):
    raise RuntimeError(DETAIL)


APP = Starlette(
    routes=[*ROUTES, Route("/failing", failing), Route("/{path:path}", page)],
    middleware=MIDDLEWARE,
    exception_handlers=EXCEPTION_HANDLERS,
)
ask = partial(asgi.ask, APP)


def rules(policy: str) -> dict[str, list[str]]:
    """Sources of each directive."""
    return {name: sources for name, *sources in map(str.split, policy.split(";"))}


@pytest.mark.parametrize(
    "path",
    [
        "/synthese",
        "/assets/boot.js",
        "/assets/none",
        "/geometry/a/b",
        "/_stcore/metrics",
        "/failing",
    ],
)
def test_every_answer_carries_the_headers(path):
    headers = ask(path).headers
    assert headers["content-security-policy"] == APP_POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]


def test_scripts_of_the_application_come_from_files_only():
    found = rules(APP_POLICY)
    assert found["default-src"] == ["'none'"]
    assert found["frame-ancestors"] == found["frame-src"] == ["'self'"]
    own, *hashes = found["script-src"]
    assert own == "'self'"
    assert all(re.fullmatch(r"'sha256-[\w+/]{43}='", source) for source in hashes)
    assert len(hashes) == SHELL.read_bytes().count(b"<script>")


def test_only_the_frame_of_the_map_may_evaluate_text():
    answer = ask("/component/streamlit_folium.st_folium/index.html")
    assert answer.headers["content-security-policy"] == COMPONENT_POLICY
    assert "'unsafe-eval'" in rules(COMPONENT_POLICY)["script-src"]
    for path in ("/componentx", "/a/component/b", "/synthese"):
        assert "unsafe-eval" not in ask(path).headers["content-security-policy"]


def test_no_policy_names_another_server():
    for policy in (APP_POLICY, COMPONENT_POLICY):
        assert not re.search(r"https?:|\*|//", policy.replace("sha256-", ""))


def test_the_hash_is_that_of_the_inline_script():
    # Known answer: sha256 of "x", base64.
    assert inline_script_hashes(b"<script>x</script><script src=y></script>") == (
        "'sha256-LXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE='",
    )


@pytest.mark.parametrize("path", [*CLOSED, "/_stcore/agent/mcp", "/_stcore/agent/openapi.json"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_metrics_and_agent_paths_do_not_exist(path, method):
    assert ask(path, method=method).status == 404


def test_paths_that_only_look_closed_are_open():
    assert ask("/_stcore/agents").text == "page"


def test_a_failing_request_gives_a_reference_and_the_log_the_detail(caplog):
    with caplog.at_level(logging.ERROR, logger="caremap"):
        answer = ask("/failing")
    assert answer.status == 500
    assert DETAIL not in answer.text
    reference = re.search(r"Référence : ([0-9A-F]{8})\.", answer.text).group(1)
    assert reference in caplog.text
    assert DETAIL in caplog.text


def failing_page():
    import streamlit as st

    from caremap.ui.readiness import on_script_error

    st.title("Page")
    on_script_error(RuntimeError("/srv/secret/warehouse.duckdb"))


def test_a_failing_page_gives_a_reference_and_no_detail():
    page = AppTest.from_function(failing_page).run(timeout=30)
    assert not page.exception
    (told,) = page.error
    assert re.search(r"référence \*\*[0-9A-F]{8}\*\*", told.value)
    assert "secret" not in told.value
