"""Connections that the server accepts send small answers at once."""

import socket
from pathlib import Path

import pytest

from caremap.ui.sockets import send_at_once

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/fd").is_dir(), reason="seul Linux transmet ce réglage aux connexions"
)


def waits(one: socket.socket) -> bool:
    return not one.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.parametrize(
    ("family", "address"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]
)
def test_what_is_accepted_after_the_call_does_not_wait(family, address):
    # As Streamlit makes its own: without a protocol, so that asyncio leaves the wait on.
    with socket.socket(family=family) as listening:
        listening.bind((address, 0))
        listening.listen()
        assert waits(listening)
        send_at_once()
        with socket.create_connection(listening.getsockname()[:2]) as reader:
            accepted, _ = listening.accept()
            with accepted:
                assert not waits(accepted)
            assert waits(reader)  # not one of those it listens on


def test_what_is_not_a_listening_socket_is_left_as_it_is(tmp_path):
    kept = (tmp_path / "kept").open("w", encoding="utf-8")
    with kept, socket.socket(type=socket.SOCK_DGRAM) as datagrams, socket.socket() as idle:
        datagrams.bind(("127.0.0.1", 0))
        send_at_once()
        kept.write("still open")
        assert waits(idle)
        assert datagrams.getsockname()[0] == "127.0.0.1"
