"""The ASGI application: its routes, and the warm-up before the first reader."""

import gc
import inspect
import logging
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Mount, Route
from starlette.staticfiles import PathLike, StaticFiles
from starlette.types import Scope
from streamlit.logger import get_logger
from streamlit.runtime import get_instance

from caremap.catalog import INDICATOR_BY_ID
from caremap.errors import CaremapError
from caremap.maps import rounded, value_array
from caremap.paths import ASSETS, releases_dir
from caremap.served import served_id
from caremap.ui import identity, packed, player, search, store
from caremap.ui.packed import Packed
from caremap.ui.readiness import on_server_error, ready
from caremap.ui.security import FOR_EVER, Guard
from caremap.ui.shell import FrenchShell
from caremap.ui.sockets import send_at_once
from caremap.ui.together import Together

MAIN = Path(__file__).with_name("main.py")
GEOMETRY_FILES = {
    "territories.topojson",
    "background.geojson",
    "places.json",
    "structures.json",
}
# What may stand in an address: nothing that leads out of a folder, nor what no file could be named.
_RELEASE_ID, _YEAR = re.compile("[0-9A-Za-z-]{1,64}"), re.compile("[0-9]{4}")
_WARM_MODULES = (
    "duckdb",
    "folium",
    "mapclassify",
    "pandas",
    "plotly.graph_objects",
    "streamlit.components.v1.component_arrow",
    "streamlit.emojis",
    "streamlit.material_icon_names",
    "streamlit_folium",
)


async def geometry(request: Request) -> Response:
    """Serve one geometry file of one release; a release never changes, so browsers keep it."""
    release_id, name = request.path_params["release_id"], request.path_params["name"]
    if name not in GEOMETRY_FILES or not _RELEASE_ID.fullmatch(release_id):
        return PlainTextResponse("Fichier inconnu.", 404)
    path = releases_dir() / release_id / "geometry" / name
    headers = FOR_EVER | {"Vary": "Accept-Encoding"}
    packed = path.with_name(f"{name}.gz")
    if "gzip" in request.headers.get("accept-encoding", "") and packed.is_file():
        return FileResponse(
            packed, media_type="application/json", headers=headers | {"Content-Encoding": "gzip"}
        )
    if not path.is_file():
        return PlainTextResponse("Fichier absent de cette version.", 404)
    return FileResponse(path, media_type="application/json", headers=headers)


def values(request: Request) -> Response:
    """Serve the values of one indicator at one level and year, in the order of territory ids."""
    release_id, level = request.path_params["release_id"], request.path_params["level"]
    indicator = INDICATOR_BY_ID.get(request.path_params["indicator_id"])
    year = request.path_params["year"]
    if indicator is None or indicator.restricted or level not in indicator.levels:
        return PlainTextResponse("Valeurs inconnues.", 404)
    if not _YEAR.fullmatch(year) or release_id != served_id():
        return PlainTextResponse("Valeurs inconnues.", 404)
    rows = store.warehouse(release_id).values(indicator.id, level, int(year))
    return JSONResponse(rounded(value_array(rows), indicator.decimals), headers=FOR_EVER)


class Assets(StaticFiles):
    """Scripts and styles of the map: kept a minute, so that what was fetched early is used as it
    is, then checked: after an update no browser mixes old scripts and new pages for long."""

    def file_response(
        self, full_path: PathLike, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Add how long a browser may use its copy without asking."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = "max-age=60"
        return response


async def icon(_: Request) -> Response:
    """Answer a browser that asks for the icon of an address that is not a page."""
    return FileResponse(ASSETS / "favicon.png", headers={"Cache-Control": "max-age=86400"})


async def home(request: Request) -> Response:
    """Lead the root to the first page, keeping the parameters of the link."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"synthese{query}", 307)


def warm_up() -> None:
    """Import what pages use and open the release, then take it all out of the collector's reach.

    Streamlit runs a full collection after every script run; frozen objects are not visited.
    """
    # Components and caches used outside a session warn about it; here that is the intention.
    get_logger("streamlit.runtime.scriptrunner_utils.script_run_context").setLevel(logging.ERROR)
    for module in (*_WARM_MODULES, *_page_parts()):
        import_module(module)
    # Streamlit reads its stack once, at the first element: Python then looks for every module.
    inspect.stack()
    _register_map_component()
    packed.warm()
    try:
        store.warm()
        search.labels()
    except CaremapError as error:
        logging.getLogger(__name__).warning("%s", error)
    gc.collect()
    gc.freeze()


def _page_parts() -> list[str]:
    """Modules that pages are made of."""
    return [
        f"caremap.ui.{path.stem}" for path in sorted(MAIN.parent.glob("[a-z]*.py")) if path != MAIN
    ]


def _register_map_component() -> None:
    """Register the map component, which registers itself only when imported by a page."""
    component = import_module("streamlit_folium")._component_func
    get_instance().component_registry.register_component(component)


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[dict[str, Any]]:
    """Check who may read, then warm up before the first reader connects."""
    identity.check()
    send_at_once()
    warm_up()
    yield {}


MIDDLEWARE = [Middleware(Together), Middleware(Guard), Middleware(Packed), Middleware(FrenchShell)]
EXCEPTION_HANDLERS = {Exception: on_server_error}
ROUTES = [
    Route("/", home),
    Route("/ready", ready),
    Route("/favicon.ico", icon),
    Route("/geometry/{release_id}/{name}", geometry),
    Route("/values/{release_id}/{level}/{indicator_id}/{year}", values),
    Route(player.PATH, player.player),
    Route(f"{player.PATH}/vues", player.player_slides),
    Mount("/assets", Assets(directory=ASSETS)),
]
