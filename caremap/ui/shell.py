"""The HTML page that Streamlit sends first: in French, for the pages that exist and no other."""

import re
from html import escape

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from caremap.ui import early, player
from caremap.ui.menu import PAGES
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


class FrenchShell:
    """Declare the language of the page, which Streamlit fixes to English, and its own title.

    Only the page is held back to be rewritten; the hundred files it asks for go straight through.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Rewrite the HTML shell; a link to a view of a presentation leads to the player."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        path = request.url.path
        if path == "/presentation" and {"deck", "contenu"} & request.query_params.keys():
            await RedirectResponse(f".{player.PATH}?{request.url.query}", 307)(scope, receive, send)
            return
        if "text/html" in request.headers.get("accept", ""):
            _ask_uncompressed(scope)
        shell: list[Message] = []

        async def send_french(message: Message) -> None:
            if not shell and not _starts_shell(message, path):
                await send(message)
                return
            shell.append(message)
            if not message.get("more_body") and message["type"] == "http.response.body":
                await _page(path, shell)(scope, receive, send)

        await self.app(scope, receive, send_french)


def _starts_shell(message: Message, path: str) -> bool:
    if message["type"] != "http.response.start" or path == player.PATH:
        return False
    kind = Headers(raw=message["headers"]).get("content-type", "")
    return kind.startswith("text/html") and not path.startswith(COMPONENT_PATH)


def _page(path: str, shell: list[Message]) -> Response:
    """Page to send for the one that Streamlit sent in these messages."""
    title = TITLES.get(path.strip("/"))
    if title is None:
        # Streamlit answers any address with the page: a mistyped one would look healthy.
        return not_found(path)
    start, *chunks = shell
    sent = Headers(raw=start["headers"])
    headers = {name: value for name, value in sent.items() if name not in _OF_THE_FILE}
    body = b"".join(chunk.get("body", b"") for chunk in chunks)
    return Response(french(body, title), start["status"], headers)


def french(shell: bytes, title: str) -> bytes:
    """Return Streamlit's page with its language, its title, and the scripts it starts with."""
    shell = shell.replace(b'<html lang="en"', b'<html lang="fr"', 1)
    shell = shell.replace(b"<title>Streamlit</title>", f"<title>{escape(title)}</title>".encode())
    shell = _NO_SCRIPT.sub(_NEEDS_SCRIPT, _AGENT_LINK.sub(b"", shell))
    shell = shell.replace(b"<head>", b'<head><script src="./assets/boot.js"></script>', 1)
    return shell.replace(b"</head>", early.hints() + b"</head>", 1)


def not_found(path: str) -> Response:
    """Answer at an address that leads nowhere."""
    home = "../" * (path.count("/") - 1) + "synthese"
    return HTMLResponse(_NOT_FOUND.format(home=home), 404)


def _ask_uncompressed(scope: Scope) -> None:
    """Drop the encodings the browser accepts: a compressed shell could not be rewritten."""
    scope["headers"] = [
        (name, value) for name, value in scope["headers"] if name != b"accept-encoding"
    ]
