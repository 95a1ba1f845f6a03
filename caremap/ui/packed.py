"""Streamlit's own scripts, styles and fonts, compressed once and kept in memory.

Streamlit opens each of the hundred files of a first page at each request and sends it as it is:
3 MB, of which a reader far from the server waits for every byte.
"""

import gzip
from functools import lru_cache
from pathlib import Path

import streamlit_folium
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from caremap.ui import early
from caremap.ui.security import COMPONENT_PATH, FOR_EVER, SHELL

_TYPES = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2"}
# The names of these files change with their content.
_HEADERS = FOR_EVER | {"Vary": "Accept-Encoding"}
_FOLDERS = {
    "/static/": SHELL.parent / "static",
    f"{COMPONENT_PATH}streamlit_folium.st_folium/static/": (
        Path(streamlit_folium.__file__).parent / "frontend" / "build" / "static"
    ),
}


@lru_cache(maxsize=1)
def _files() -> dict[str, Path]:
    """Files by address: what is not one of them is never opened."""
    return {
        f"{address}{path.relative_to(folder).as_posix()}": path
        for address, folder in _FOLDERS.items()
        for path in folder.rglob("*")
        if path.suffix in _TYPES
    }


@lru_cache(maxsize=400)
def _packed(path: Path) -> bytes:
    content = path.read_bytes()
    return content if path.suffix == ".woff2" else gzip.compress(content, 6)


def warm() -> None:
    """Read and compress what a first page asks for, before it does."""
    wanted = {*early.started_with(), *early.element_scripts(), *early.component_scripts()}
    names = {Path(name).name for name in wanted}
    for path in _files().values():
        if path.name in names or path.suffix == ".css":
            _packed(path)


class Packed:
    """Answer for these files to browsers that read gzip, as all do; Streamlit answers the rest."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; sockets pass through."""
        path = _files().get(scope["path"]) if scope["type"] == "http" else None
        if (
            path is None
            or scope["method"] != "GET"
            or "gzip" not in Headers(scope=scope).get("accept-encoding", "")
        ):
            await self.app(scope, receive, send)
            return
        packed = {} if path.suffix == ".woff2" else {"Content-Encoding": "gzip"}
        answer = Response(_packed(path), headers=_HEADERS | packed, media_type=_TYPES[path.suffix])
        await answer(scope, receive, send)
