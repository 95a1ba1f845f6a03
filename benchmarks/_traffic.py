"""What a page receives: frames of the websocket and bodies of HTTP answers not in its cache."""

import gzip
from base64 import b64decode
from collections import Counter
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from playwright.sync_api import CDPSession, Error, Page
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

_LEVEL = 6


@dataclass
class Traffic:
    """Records a page from the moment it is made; `clear` starts a new count."""

    page: Page
    frames: list[bytes] = field(default_factory=list)
    _answers: list[str] = field(default_factory=list)
    _kept: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._session: CDPSession = self.page.context.new_cdp_session(self.page)
        self._session.on("Network.webSocketFrameReceived", self._frame)
        self._session.on("Network.responseReceived", self._answer)
        self._session.on("Network.responseReceivedExtraInfo", self._status)
        self._session.on("Network.requestServedFromCache", lambda e: self._kept.add(e["requestId"]))
        self._session.send("Network.enable")

    def clear(self) -> None:
        """Forget what was received so far."""
        self.frames.clear()
        self._answers.clear()

    def wait_for_silence(self, quiet_ms: int = 700) -> None:
        """Wait until nothing has come for a while: the rest of a rerun counts too."""
        before = -1
        while before != len(self.frames) + len(self._answers):
            before = len(self.frames) + len(self._answers)
            self.page.wait_for_timeout(quiet_ms)

    def sizes(self) -> tuple[int, int]:
        """Bytes received, raw and gzip; the websocket is compressed as one stream."""
        bodies = [self._body(answer) for answer in self._answers if answer not in self._kept]
        streams = [b"".join(self.frames), *bodies]
        packed = sum(len(gzip.compress(stream, _LEVEL)) for stream in streams if stream)
        return sum(map(len, streams)), packed

    def by_kind(self) -> dict[str, tuple[int, int]]:
        """Raw and gzip bytes of the websocket by kind of message."""
        raw: Counter[str] = Counter()
        packed: Counter[str] = Counter()
        for payload in self.frames:
            kind = message_kind(payload)
            raw[kind] += len(payload)
            packed[kind] += len(gzip.compress(payload, _LEVEL))
        return {kind: (raw[kind], packed[kind]) for kind, _ in packed.most_common()}

    def _frame(self, event: dict[str, Any]) -> None:
        response = event["response"]
        payload = response["payloadData"]
        self.frames.append(b64decode(payload) if response["opcode"] == 2 else payload.encode())

    def _answer(self, event: dict[str, Any]) -> None:
        response = event["response"]
        if response["url"].startswith("http") and not response.get("fromDiskCache"):
            self._answers.append(event["requestId"])

    def _status(self, event: dict[str, Any]) -> None:
        if event["statusCode"] == HTTPStatus.NOT_MODIFIED:
            self._kept.add(event["requestId"])

    def _body(self, answer: str) -> bytes:
        try:
            found = self._session.send("Network.getResponseBody", {"requestId": answer})
        except Error:
            return b""  # a redirect has no body
        body = found["body"]
        return b64decode(body) if found["base64Encoded"] else body.encode()


def message_kind(payload: bytes) -> str:
    """Name what one frame carries: the kind of message, and of element when it is one."""
    message = ForwardMsg.FromString(payload)
    kind = message.WhichOneof("type") or "empty"
    if kind != "delta":
        return kind
    change = message.delta.WhichOneof("type") or "delta"
    if change == "new_element":
        return str(message.delta.new_element.WhichOneof("type"))
    return change
