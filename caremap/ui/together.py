"""An answer to a choice leaves in one piece: docs/decisions/what-a-choice-sends.md."""

import asyncio
from contextlib import suppress

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

# A change of indicator is whole within 20 ms; a longer answer shows its first pieces after this.
LONGEST_S = 0.03


class Together:
    """On a socket, what answers a choice leaves when it is whole: the browser draws once."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one socket; requests pass through. Messages keep their order."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        answer = _Answer(send)

        async def heard() -> Message:
            message = await receive()
            if _is_choice(message):
                answer.is_kept = True
            return message

        try:
            await self.app(scope, heard, answer.say)
        finally:
            answer.drop()


class _Answer:
    """Messages of one answer: kept until it is whole, or for `LONGEST_S` at most."""

    def __init__(self, send: Send) -> None:
        self.is_kept = False
        self._send = send
        self._kept: list[Message] = []
        self._order = asyncio.Lock()
        self._deadline: asyncio.Task[None] | None = None

    async def say(self, message: Message) -> None:
        """Keep a message of an answer that has not ended; let everything go otherwise."""
        self._kept.append(message)
        if not self.is_kept or _is_last(message):
            await self._let_go()
        elif self._deadline is None:
            self._deadline = asyncio.create_task(self._let_go_later())

    def drop(self) -> None:
        """Forget what waits: nobody is there any more."""
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    async def _let_go_later(self) -> None:
        await asyncio.sleep(LONGEST_S)
        self._deadline = None  # it must not cancel itself
        with suppress(OSError):  # the reader has left, and the next message tells Streamlit so
            await self._let_go()

    async def _let_go(self) -> None:
        self.is_kept = False
        self.drop()
        async with self._order:
            while self._kept:
                await self._send(self._kept.pop(0))


def _is_choice(message: Message) -> bool:
    """Tell whether a reader chose something that draws a part of the page again."""
    try:
        asked = BackMsg.FromString(message.get("bytes") or b"")
    except DecodeError:
        return False
    return bool(asked.rerun_script.fragment_id)


def _is_last(message: Message) -> bool:
    """Tell whether nothing follows soon: the page is drawn, or the socket closes."""
    if message["type"] != "websocket.send":
        return True
    said = ForwardMsg.FromString(message.get("bytes") or b"")
    kind: str | None = said.WhichOneof("type")
    return kind == "script_finished"
