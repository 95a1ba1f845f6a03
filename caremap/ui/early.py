"""What a browser is asked to fetch early: files that a first page would else discover one by one.

Streamlit's own page names only the scripts that draw nothing; those of its elements come after the
first message, each followed by what it imports. Asked for at the lowest priority from the start,
they arrive while the server prepares that message.
"""

import re
from functools import lru_cache
from html import escape
from pathlib import Path

import streamlit_folium

from caremap.errors import CaremapError
from caremap.served import served_id
from caremap.ui.security import COMPONENT_PATH, SHELL

ELEMENTS = ("Html", "Selectbox", "ButtonGroup", "ComponentInstance")
_IMPORTED = re.compile(r'(?:from|import)"\./([\w.-]+\.js)"')
_NAMED = re.compile(r"static/js/([\w.-]+\.js)")
_MAP_FILES = (
    ("script", "leaflet/leaflet.js"),
    ("script", "topojson/topojson-client.min.js"),
    ("script", "caremap-map.js"),
    ("style", "leaflet/leaflet.css"),
    ("style", "caremap-map.css"),
)
_GEOMETRY = ("territories.topojson", "background.geojson", "places.json")


@lru_cache(maxsize=1)
def started_with() -> tuple[str, ...]:
    """Scripts that Streamlit's page names."""
    return tuple(_NAMED.findall(SHELL.read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def element_scripts() -> tuple[str, ...]:
    """Scripts of the elements that every map page draws, and what they import, less what
    Streamlit's page already names."""
    folder = SHELL.parent / "static" / "js"
    named = set(started_with())
    waiting = [path.name for name in ELEMENTS for path in sorted(folder.glob(f"{name}.*.js"))]
    found: list[str] = []
    while waiting:
        name = waiting.pop(0)
        if name not in named and name not in found:
            found.append(name)
            waiting += _IMPORTED.findall((folder / name).read_text(encoding="utf-8"))
    return tuple(found)


@lru_cache(maxsize=1)
def component_scripts() -> tuple[str, ...]:
    """Scripts of the frame that holds the map."""
    built = Path(streamlit_folium.__file__).parent / "frontend" / "build"
    return tuple(f"static/js/{path.name}" for path in sorted((built / "static/js").glob("*.js")))


def hints() -> bytes:
    """Return the links of the page's head; none when there is no release to show."""
    try:
        release_id = served_id()
    except CaremapError:  # the page will say it
        return b""
    return b"" if release_id is None else _hints(release_id)


@lru_cache(maxsize=2)
def _hints(release_id: str) -> bytes:
    folder = f"./geometry/{escape(release_id)}/"
    frame = f".{COMPONENT_PATH}streamlit_folium.st_folium/"
    links = [
        f'<link rel="modulepreload" crossorigin href="./static/js/{name}">'
        for name in element_scripts()
    ]
    wanted = [
        *(("script", f"{frame}{name}") for name in component_scripts()),
        *((kind, f"./assets/{name}") for kind, name in _MAP_FILES),
    ]
    links += [f'<link rel="prefetch" as="{kind}" href="{escape(url)}">' for kind, url in wanted]
    links += [
        f'<link rel="prefetch" as="fetch" crossorigin href="{folder}{name}">' for name in _GEOMETRY
    ]
    return "".join(links).encode()
