"""What every answer of the server promises a browser, and the addresses that do not exist."""

import base64
import hashlib
import re
from pathlib import Path

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SHELL = Path(streamlit.__file__).parent / "static" / "index.html"
COMPONENT_PATH = "/component/"
CLOSED = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")
UNKNOWN = "Adresse inconnue."
_INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
# For what never changes at its address.
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_COMMON = {
    "default-src": "'none'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "worker-src": "'self' blob:",
    "frame-src": "'self'",
    "frame-ancestors": "'self'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "object-src": "'none'",
}
_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def inline_script_hashes(shell: bytes) -> tuple[str, ...]:
    """Hashes of the inline scripts of Streamlit's own page, as a policy writes them."""
    digests = (hashlib.sha256(script).digest() for script in _INLINE_SCRIPT.findall(shell))
    return tuple(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


def _policy(script_sources: str) -> str:
    rules = _COMMON | {"script-src": script_sources}
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


APP_POLICY = _policy(" ".join(("'self'", *inline_script_hashes(SHELL.read_bytes()))))
# The frame of the map evaluates the scripts that folium writes; nothing else may.
COMPONENT_POLICY = _policy("'self' 'unsafe-inline' 'unsafe-eval'")


def headers_of(path: str) -> dict[str, str]:
    """Headers of an answer at a path of the server."""
    in_component = path.startswith(COMPONENT_PATH)
    policy = COMPONENT_POLICY if in_component else APP_POLICY
    return _FIXED | {"Content-Security-Policy": policy}


def is_closed(path: str) -> bool:
    """Whether Streamlit answers at this path and this application does not."""
    return any(path == closed or path.startswith(f"{closed}/") for closed in CLOSED)


class Guard:
    """Add the headers to every answer, and answer 404 at the closed addresses."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; sockets pass through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"]

        behind_tls = Headers(scope=scope).get("x-forwarded-proto") == "https"

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers_of(path))
                if behind_tls:
                    message["headers"] = [_secured(*header) for header in message["headers"]]
            await send(message)

        answer = PlainTextResponse(UNKNOWN, 404) if is_closed(path) else self.app
        await answer(scope, receive, send_guarded)


def _secured(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """Keep a cookie on encrypted connections; Streamlit does not mark its own."""
    if name.lower() != b"set-cookie" or b"; secure" in value.lower():
        return name, value
    return name, value + b"; Secure"
