"""The HTML page that Streamlit sends first: in French, for the pages that exist and no other."""

import re
from collections.abc import Awaitable, Callable
from html import escape

from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from caremap.paths import current_release_id
from caremap.ui import player
from caremap.ui.frame import PAGES
from caremap.ui.security import COMPONENT_PATH

TITLES = {page_id: title for page_id, title, _ in PAGES}
_NO_SCRIPT = re.compile(rb"<noscript>.*?</noscript>", re.DOTALL)
_AGENT_LINK = re.compile(rb'<link rel="service-desc"[^>]*>')
# Of the file that Streamlit sends, not of the page made of it.
_OF_THE_FILE = {"content-length", "etag", "last-modified"}
_NEEDS_SCRIPT = (
    b"<noscript><p>Ce tableau de bord a besoin de JavaScript. Activez-le dans votre navigateur, "
    b"puis rechargez la page.</p></noscript>"
)
_NOT_FOUND = """<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>Page introuvable</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{{font:1.1rem/1.5 sans-serif;max-width:40rem;margin:15vh auto;padding:0 1rem;
color:#16202a}}a{{color:#1d5b79}}</style></head>
<body><main><h1>Page introuvable</h1>
<p>Aucune page ne porte ce nom. Vérifiez l'adresse, ou repartez de la
<a href="{home}">synthèse</a>.</p></main></body></html>"""


class FrenchShell(BaseHTTPMiddleware):
    """Declare the language of the page, which Streamlit fixes to English, and its own title."""

    async def dispatch(
        self, request: Request, call_next: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        """Rewrite the HTML shell; a link to a view of a presentation leads to the player."""
        asked = {"deck", "contenu"} & request.query_params.keys()
        if asked and request.url.path == "/presentation":
            return RedirectResponse(f".{player.PATH}?{request.url.query}", 307)
        if "text/html" in request.headers.get("accept", ""):
            _ask_uncompressed(request)
        response = await call_next(request)
        is_page = response.headers.get("content-type", "").startswith("text/html")
        path = request.url.path
        if not is_page or path.startswith(COMPONENT_PATH) or path == player.PATH:
            return response
        title = TITLES.get(path.strip("/"))
        if title is None:
            # Streamlit answers any address with the page: a mistyped one would look healthy.
            return not_found(path)
        body = b"".join([chunk async for chunk in response.body_iterator])  # type: ignore[attr-defined]
        headers = {k: v for k, v in response.headers.items() if k not in _OF_THE_FILE}
        return Response(french(body, title), response.status_code, headers)


def french(shell: bytes, title: str) -> bytes:
    """Return Streamlit's page with its language, its title, and the scripts it starts with."""
    shell = shell.replace(b'<html lang="en"', b'<html lang="fr"', 1)
    shell = shell.replace(b"<title>Streamlit</title>", f"<title>{escape(title)}</title>".encode())
    shell = _NO_SCRIPT.sub(_NEEDS_SCRIPT, _AGENT_LINK.sub(b"", shell))
    start = b'<head><script src="./assets/boot.js"></script>' + _hints()
    return shell.replace(b"<head>", start, 1)


def not_found(path: str) -> Response:
    """Answer at an address that leads nowhere."""
    home = "../" * (path.count("/") - 1) + "synthese"
    return HTMLResponse(_NOT_FOUND.format(home=home), 404)


def _hints() -> bytes:
    """Ask the browser to fetch early what the map will need: its scripts and its geometry."""
    current = current_release_id()
    if current is None:
        return b""
    scripts = ("leaflet/leaflet.js", "topojson/topojson-client.min.js", "caremap-map.js")
    links = [f'<link rel="prefetch" as="script" href="./assets/{name}">' for name in scripts]
    links += [
        f'<link rel="prefetch" as="fetch" crossorigin href="./geometry/{escape(current)}/{name}">'
        for name in ("territories.topojson", "background.geojson", "places.json")
    ]
    return "".join(links).encode()


def _ask_uncompressed(request: Request) -> None:
    """Drop the encodings the browser accepts: a compressed shell could not be rewritten."""
    request.scope["headers"] = [
        (name, value) for name, value in request.scope["headers"] if name != b"accept-encoding"
    ]
