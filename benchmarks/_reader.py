"""A reader without a browser: asks the server for runs over its websocket."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect


@dataclass
class Reader:
    """One session on one page. Messages it already holds are not sent again, as in a browser."""

    _socket: ClientConnection
    _page: str
    _query: str
    _script_hash: str = ""
    _held: set[str] = field(default_factory=set)
    keeps_messages: bool = True
    choices: list[WidgetState] = field(default_factory=list)
    answer: bytes = b""
    frames: list[bytes] = field(default_factory=list)

    def go(self, page: str, query: str = "") -> int:
        """Follow a link to a page, as the menu or an address does; same result as `run`."""
        if page != self._page:
            self._page, self._script_hash = page, ""
        self._query = query
        return self.run()

    def run(self) -> int:
        """Ask for a run of the page; return the number of bytes received until it ends."""
        request = BackMsg()
        state = request.rerun_script
        state.query_string = self._query
        state.page_script_hash = self._script_hash
        state.page_name = "" if self._script_hash else self._page
        state.cached_message_hashes.extend(self._held)
        state.widget_states.widgets.extend(self.choices)
        state.context_info.url = f"http://localhost/{self._page}"
        state.context_info.timezone = "Europe/Paris"
        state.context_info.locale = "fr-FR"
        self._socket.send(request.SerializeToString())
        received = []
        while True:
            payload = bytes(self._socket.recv(timeout=60))  # type: ignore[arg-type]
            received.append(payload)
            if self._ended(ForwardMsg.FromString(payload)):
                self.frames, self.answer = received, b"".join(received)
                return len(self.answer)

    def _ended(self, message: ForwardMsg) -> bool:
        if message.metadata.cacheable and self.keeps_messages:
            self._held.add(message.hash)
        kind = message.WhichOneof("type")
        if kind == "navigation":
            self._script_hash = message.navigation.page_script_hash
        if kind == "delta" and message.delta.new_element.WhichOneof("type") == "exception":
            reason = message.delta.new_element.exception.message
            raise RuntimeError(f"The page {self._page} failed: {reason}")
        finished = ForwardMsg.ScriptFinishedStatus.FINISHED_SUCCESSFULLY
        return kind == "script_finished" and message.script_finished == finished


@contextmanager
def reading(url: str, page: str, query: str = "", **options: Any) -> Iterator[Reader]:
    """Open a session on a page; options are those of the websocket client."""
    address = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
    with connect(address, max_size=None, subprotocols=["streamlit"], **options) as socket:
        yield Reader(socket, page, query)
