"""What a reader sees on a page run by AppTest, and how one gets there."""

import json
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from re import sub

from streamlit.testing.v1 import AppTest

from caremap.ui.menu import PAGES

MAIN = Path(__file__).parents[2] / "caremap" / "ui" / "main.py"
PAGE_IDS = [page[0] for page in PAGES]


def visit(page: str, link: Mapping[str, str] | None = None, unfolded: str = "") -> AppTest:
    """Open a page by its address, as the first thing a reader does; `unfolded` is open on it."""
    app = AppTest.from_file(MAIN, default_timeout=60)
    app.switch_page(f"../../pages/{page}.py")
    app.query_params.update(link or {})
    if unfolded:
        app.session_state[unfolded] = True
    return app.run()


def turn_to(app: AppTest, page: str) -> AppTest:
    """Choose a page in the menu: the address then holds no parameter."""
    app.query_params.clear()
    return app.switch_page(f"../../pages/{page}.py").run()


def widget(app: AppTest, kind: str, label: str):
    """The only widget of a kind with a label."""
    (found,) = [one for one in app.get(kind) if one.label == label]
    return found


def address(app: AppTest) -> dict[str, str]:
    """Parameters of the address, one value each."""
    return {
        name: value if isinstance(value, str) else value[0]
        for name, value in app.query_params.items()
    }


def html(app: AppTest) -> list[str]:
    """Pieces of HTML of the page, styles left out."""
    bodies = [element.proto.body for element in app.get("html")]
    return [body for body in bodies if not body.startswith("<style")]


def words(app: AppTest) -> str:
    """Text of the pieces of HTML, without their tags."""
    return unescape(sub(r"<[^>]+>", " ", "\n".join(html(app))))


def notices(app: AppTest) -> list[str]:
    """Warnings and information of the page."""
    return [element.value for element in (*app.warning, *app.info)]


def map_layer(app: AppTest) -> dict:
    """What the only map of the page receives to paint."""
    (component,) = [
        one
        for one in app.get("component_instance")
        if one.proto.component_name == "streamlit_folium.st_folium"
    ]
    sent = json.loads(component.proto.json_args)["feature_group"]
    _, _, call = sent.partition("caremap.paint(")
    payload, _ = json.JSONDecoder().raw_decode(call)
    return payload


def assert_sound(app: AppTest) -> None:
    """The page ran to its end, without an error shown or thrown."""
    assert [error.value for error in app.exception] == []
    assert [error.value for error in app.error] == []
    assert len(app.title) == 1
