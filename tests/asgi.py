"""One request to an application of this process, as a server makes it."""

import asyncio
import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any


class Answer:
    """Status, headers and body."""

    def __init__(self, messages: list[dict[str, Any]]) -> None:
        start, *rest = messages
        self.status = start["status"]
        self.headers = {name.decode(): text.decode() for name, text in start["headers"]}
        self.body = b"".join(message.get("body", b"") for message in rest)

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)


def ask(
    application: Callable[..., Any],
    path: str,
    headers: Mapping[str, str] | None = None,
    query: str = "",
    method: str = "GET",
) -> Answer:
    """Send one request to an application in this process; an error it raised is passed over."""
    messages: list[dict[str, Any]] = []
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.encode(), text.encode()) for name, text in (headers or {}).items()],
        "server": ("localhost", 8501),
        "client": ("localhost", 1),
        "state": {},
    }

    asked = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive():
        # After its request the browser stays connected.
        return next(asked, None) or await asyncio.Future()

    async def send(message):
        messages.append(message)

    # In a thread of its own: this one may run the loop of a browser.
    with ThreadPoolExecutor(1) as thread, suppress(Exception):  # the server has answered 500
        thread.submit(asyncio.run, application(scope, receive, send)).result()
    return Answer(messages)
