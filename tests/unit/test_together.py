"""An answer to a choice leaves whole, in its order; nothing else waits, and nothing waits long."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from caremap.ui import together
from caremap.ui.together import Together


def piece(title: str) -> dict:
    message = ForwardMsg()
    message.delta.new_element.alert.body = title
    return {"type": "websocket.send", "bytes": message.SerializeToString()}


def end() -> dict:
    message = ForwardMsg(script_finished=ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
    return {"type": "websocket.send", "bytes": message.SerializeToString()}


def asked(fragment_id: str) -> dict:
    message = BackMsg()
    message.rerun_script.fragment_id = fragment_id
    return {"type": "websocket.receive", "bytes": message.SerializeToString()}


class Reader:
    """The other end of a socket: what reached it, and what it says."""

    def __init__(self, says: dict) -> None:
        self.says = says
        self.got: list[str] = []
        self.is_gone = False

    async def receive(self) -> dict:
        return self.says

    async def send(self, message: dict) -> None:
        if self.is_gone:
            raise OSError("the reader has left")
        await asyncio.sleep(0)
        said = ForwardMsg.FromString(message.get("bytes", b""))
        self.got.append(said.delta.new_element.alert.body or said.WhichOneof("type") or "close")


Work = Callable[[Reader, Callable[[dict], Awaitable[None]]], Awaitable[None]]


def serve(work: Work, says: dict) -> Reader:
    """Serve one socket that hears what the reader says, then works; return the reader."""
    reader = Reader(says)

    async def app(scope, receive, send) -> None:
        await receive()
        await work(reader, send)

    run = Together(app)({"type": "websocket"}, reader.receive, reader.send)
    with ThreadPoolExecutor(1) as thread:  # this thread may run the loop of a browser
        thread.submit(asyncio.run, run).result(timeout=30)
    return reader


def test_an_answer_to_a_choice_leaves_when_it_is_whole() -> None:
    async def work(reader, send) -> None:
        await send(piece("places"))
        await send(piece("map"))
        assert reader.got == []
        await send(end())
        assert reader.got == ["places", "map", "script_finished"]
        await send(piece("later"))

    assert serve(work, asked("body")).got[-1] == "later"


def test_a_long_answer_shows_what_it_has() -> None:
    async def work(reader, send) -> None:
        await send(piece("first"))
        await send(piece("second"))
        await asyncio.sleep(3 * together.LONGEST_S)
        assert reader.got == ["first", "second"]
        await send(piece("third"))
        assert reader.got == ["first", "second", "third"]

    serve(work, asked("body"))


def test_the_order_holds_when_the_wait_ends_while_more_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(together, "LONGEST_S", 0.0)

    async def work(reader, send) -> None:
        for number in range(50):
            await send(piece(str(number)))
            await asyncio.sleep(0)
        await send(end())

    got = serve(work, asked("body")).got
    assert got == [*map(str, range(50)), "script_finished"]


@pytest.mark.parametrize("says", [asked(""), {"type": "websocket.receive", "bytes": b"\xff"},
                                  {"type": "websocket.receive", "text": "x"},
                                  {"type": "websocket.connect"}])  # fmt: skip
def test_what_answers_no_choice_leaves_at_once(says: dict) -> None:
    async def work(reader, send) -> None:
        await send(piece("page"))
        assert reader.got == ["page"]

    serve(work, says)


def test_a_socket_that_closes_takes_what_waited_with_it() -> None:
    async def work(reader, send) -> None:
        await send(piece("kept"))
        await send({"type": "websocket.close"})

    assert serve(work, asked("body")).got == ["kept", "close"]


def test_a_reader_who_left_is_told_by_the_next_message() -> None:
    async def work(reader, send) -> None:
        await send(piece("kept"))
        reader.is_gone = True
        await asyncio.sleep(3 * together.LONGEST_S)
        with pytest.raises(OSError, match="has left"):
            await send(piece("next"))

    assert serve(work, asked("body")).got == []


def test_nothing_is_sent_once_the_socket_is_served() -> None:
    async def work(reader, send) -> None:
        await send(piece("kept"))

    assert serve(work, asked("body")).got == []


def test_a_request_passes_through() -> None:
    passed = []

    async def app(scope, receive, send) -> None:
        passed.append(send)

    reader = Reader({})
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, Together(app)({"type": "http"}, reader.receive, reader.send))
    assert passed == [reader.send]
