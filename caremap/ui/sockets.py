"""Small answers leave at once: docs/decisions/first-page.md."""

import os
import socket
import stat
from pathlib import Path

_OWN_FILES = Path("/dev/fd")
_TCP_FAMILIES = (socket.AF_INET, socket.AF_INET6)


def send_at_once() -> None:
    """Turn off the wait for more to send (Nagle) on the sockets that this process listens on.

    On Linux each connection takes the settings of the socket that accepted it.
    """
    for name in os.listdir(_OWN_FILES) if _OWN_FILES.is_dir() else ():
        try:
            if not stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                continue
            own = socket.socket(fileno=os.dup(int(name)))
        except OSError:  # the list itself was one of them, and is closed
            continue
        with own:
            if own.family in _TCP_FAMILIES and own.getsockopt(
                socket.SOL_SOCKET, socket.SO_ACCEPTCONN
            ):
                own.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
