"""The ASGI application: routes for the map, French shell, warm-up before the first reader."""

import gc
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from streamlit.runtime import get_instance

from caremap.errors import CaremapError
from caremap.paths import ASSETS, releases_dir

MAIN = Path(__file__).with_name("main.py")
GEOMETRY_FILES = {
    "territories.topojson",
    "background.geojson",
    "places.json",
    "structures.json",
}
_WARM_MODULES = (
    "duckdb",
    "folium",
    "mapclassify",
    "pandas",
    "plotly.graph_objects",
    "streamlit_folium",
)


class FrenchShell(BaseHTTPMiddleware):
    """Declare the language of the page, which Streamlit fixes to English, and basic headers."""

    async def dispatch(
        self, request: Request, call_next: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        """Rewrite the HTML shell; pass everything else through."""
        if "text/html" in request.headers.get("accept", ""):
            _ask_uncompressed(request)
        response = await call_next(request)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        is_page = response.headers.get("content-type", "").startswith("text/html")
        if not is_page or request.url.path.startswith("/component/"):
            return response
        body = b"".join([chunk async for chunk in response.body_iterator])  # type: ignore[attr-defined]
        shell = body.replace(b'<html lang="en"', b'<html lang="fr"', 1)
        shell = shell.replace(b"<head>", b'<head><script src="./assets/boot.js"></script>', 1)
        headers = {k: v for k, v in response.headers.items() if k != "content-length"}
        return Response(shell, response.status_code, headers)


def _ask_uncompressed(request: Request) -> None:
    """Drop the encodings the browser accepts: a compressed shell could not be rewritten."""
    request.scope["headers"] = [
        (name, value) for name, value in request.scope["headers"] if name != b"accept-encoding"
    ]


async def geometry(request: Request) -> Response:
    """Serve one geometry file of one release; a release never changes, so browsers keep it."""
    release_id, name = request.path_params["release_id"], request.path_params["name"]
    folder = releases_dir()
    path = folder / release_id / "geometry" / name
    if name not in GEOMETRY_FILES or path.resolve().parent.parent.parent != folder:
        return PlainTextResponse("Fichier inconnu.", 404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    packed = path.with_name(f"{name}.gz")
    if "gzip" in request.headers.get("accept-encoding", "") and packed.is_file():
        return FileResponse(
            packed, media_type="application/json", headers=headers | {"Content-Encoding": "gzip"}
        )
    if not path.is_file():
        return PlainTextResponse("Fichier absent de cette version.", 404)
    return FileResponse(path, media_type="application/json", headers=headers)


class Assets(StaticFiles):
    """Scripts and styles of the map: kept by the browser, but checked at each use."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """Add the rule that makes a browser ask whether its copy is still the right one."""
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response


async def home(request: Request) -> Response:
    """Lead the root to the first page, keeping the parameters of the link."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"synthese{query}", 307)


def warm_up() -> None:
    """Import what pages use and open the release, then take it all out of the collector's reach.

    Streamlit runs a full collection after every script run; frozen objects are not visited.
    """
    for module in _WARM_MODULES:
        import_module(module)
    _register_map_component()
    from caremap.ui import store

    try:
        store.warm()
    except CaremapError as error:
        st.logger.get_logger(__name__).warning("%s", error)
    gc.collect()
    gc.freeze()


def _register_map_component() -> None:
    """Register the map component, which registers itself only when imported by a page."""
    component = import_module("streamlit_folium")._component_func
    get_instance().component_registry.register_component(component)


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[dict[str, Any]]:
    """Warm up before the first reader connects."""
    warm_up()
    yield {}


MIDDLEWARE = [Middleware(FrenchShell)]
ROUTES = [
    Route("/", home),
    Route("/geometry/{release_id}/{name}", geometry),
    Mount("/assets", Assets(directory=ASSETS)),
]
