"""Messages of one answer leave together, in their order, and none waits twice."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from caremap.ui.together import GATHER_S, Together


def finish(work) -> None:
    """Run to the end in a thread of its own: this one may run the loop of a browser."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


def served(app) -> list[str]:
    """Serve one socket and return what was ready and what left, in the order of the clock."""
    seen: list[str] = []

    async def run() -> None:
        async def send(message) -> None:
            seen.append(message.get("text", message["type"]))

        async def receive():
            return {"type": "websocket.connect"}

        await Together(lambda scope, receive, send: app(send, seen))(
            {"type": "websocket"}, receive, send
        )

    finish(run())
    return seen


def text(words: str):
    return {"type": "websocket.send", "text": words}


def test_the_first_message_after_a_silence_waits_for_the_next_ones() -> None:
    async def app(send, seen) -> None:
        ready = asyncio.get_running_loop().call_later(GATHER_S / 3, seen.append, "second is ready")
        await send(text("first"))
        await send(text("second"))
        ready.cancel()

    assert served(app) == ["second is ready", "first", "second"]


def test_a_message_that_follows_leaves_at_once() -> None:
    async def app(send, seen) -> None:
        await send(text("first"))
        asyncio.get_running_loop().call_soon(seen.append, "later")
        await send(text("second"))
        await send(text("third"))
        await asyncio.sleep(0)

    assert served(app) == ["first", "second", "third", "later"]


def test_the_opening_and_the_end_of_a_socket_do_not_wait() -> None:
    async def app(send, seen) -> None:
        asyncio.get_running_loop().call_soon(seen.append, "later")
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close"})
        await asyncio.sleep(0)

    assert served(app) == ["websocket.accept", "websocket.close", "later"]


def test_a_request_passes_through() -> None:
    passed = []

    async def app(scope, receive, send) -> None:
        passed.append(send)

    async def send(message) -> None:
        raise AssertionError(message)

    finish(Together(app)({"type": "http"}, None, send))
    assert passed == [send]
