"""Messages of one answer leave together: docs/decisions/what-a-choice-sends.md."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Streamlit hands over what a page has drawn every 10 ms: the first message waits for the next ones.
GATHER_S = 0.012
SILENCE_S = 0.05


class Together:
    """On a socket, the first message after a silence waits a little: the browser draws once."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one socket; requests pass through. Messages keep their order."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        clock = asyncio.get_running_loop().time
        last_sent = clock() - SILENCE_S

        async def send_together(message: Message) -> None:
            nonlocal last_sent
            if message["type"] == "websocket.send" and clock() - last_sent >= SILENCE_S:
                await asyncio.sleep(GATHER_S)
            await send(message)
            last_sent = clock()

        await self.app(scope, receive, send_together)
