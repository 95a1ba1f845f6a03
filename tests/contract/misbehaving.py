"""A real HTTP server on loopback that misbehaves as its script says, one answer a request."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

BODY = bytes(range(32, 127)) * 2_000
ETAG = '"one"'


@dataclass
class Answer:
    """One answer: status line, headers, body, and what goes wrong while it is sent."""

    status: str = "200 OK"
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = BODY
    length: int | None = None
    cut_after: int | None = None
    stall_after: int | None = None
    held_until: threading.Event | None = None
    drip: bool = False
    ranged: bool = False


@dataclass
class Server:
    """Address of the server, and the head of each request it got."""

    address: str
    requests: list[str] = field(default_factory=list)


@contextmanager
def misbehaving(answers: Sequence[Answer]) -> Iterator[Server]:
    """Serve the answers in order, the last one again and again."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = Server(f"http://127.0.0.1:{listener.getsockname()[1]}")
    stop = threading.Event()
    thread = threading.Thread(target=_serve, args=(listener, answers, server, stop), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        stop.set()
        listener.shutdown(socket.SHUT_RDWR)  # closing alone does not end a pending accept
        listener.close()
        thread.join(5)


def _serve(
    listener: socket.socket, answers: Sequence[Answer], server: Server, stop: threading.Event
) -> None:
    position = 0
    while not stop.is_set():
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        answer = answers[min(position, len(answers) - 1)]
        position += 1
        # One thread a request: a stalled answer must not hold back the next try.
        arguments = (connection, answer, server, stop)
        threading.Thread(target=_answer, args=arguments, daemon=True).start()


def _answer(
    connection: socket.socket, answer: Answer, server: Server, stop: threading.Event
) -> None:
    with connection:
        head = b""
        while b"\r\n\r\n" not in head and (part := connection.recv(65_536)):
            head += part
        server.requests.append(head.decode("latin-1"))
        if answer.held_until:
            answer.held_until.wait(30)
        with contextlib.suppress(OSError):
            _send(connection, answer, head.decode("latin-1"), stop)


def _send(connection: socket.socket, answer: Answer, head: str, stop: threading.Event) -> None:
    body, status, headers = answer.body, answer.status, dict(answer.headers)
    asked = next((line for line in head.split("\r\n") if line.lower().startswith("range:")), "")
    if answer.ranged and asked:
        start = int(asked.split("=")[1].split("-")[0])
        status, headers["Content-Range"] = "206 Partial Content", f"bytes {start}-/{len(body)}"
        body = body[start:]
    if answer.length != -1:
        headers.setdefault(
            "Content-Length", str(len(body) if answer.length is None else answer.length)
        )
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers.items())]
    connection.sendall("\r\n".join([*lines, "Connection: close", "", ""]).encode())
    if answer.cut_after is not None:
        body = body[: answer.cut_after]
    if answer.stall_after is not None:
        connection.sendall(body[: answer.stall_after])
        stop.wait(30)
        return
    if answer.drip:
        for byte in body:
            if stop.is_set():
                return
            connection.sendall(bytes([byte]))
            time.sleep(0.05)
        return
    connection.sendall(body)
