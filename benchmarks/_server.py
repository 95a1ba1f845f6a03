"""A real Streamlit server in a child process, on a free port, with its processor time."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from caremap.paths import ROOT

APPS = Path(__file__).with_name("apps")
_FLAGS = {
    "server.headless": "true",
    "server.address": "127.0.0.1",
    "server.fileWatcherType": "none",
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "minimal",
}


@dataclass(frozen=True)
class Server:
    """A running server."""

    url: str
    pid: int

    def cpu_ms(self) -> float:
        """Processor time used so far by all threads, ended ones included."""
        return time.clock_gettime_ns((~self.pid << 3) | 2) / 1e6

    def kill(self) -> None:
        """Stop at once, as a machine does that loses its power."""
        os.kill(self.pid, signal.SIGKILL)


@contextmanager
def serving(script: Path, **environment: str) -> Iterator[Server]:
    """Serve one application from the folder it lives in; stop it at the end."""
    port = free_port()
    flags = [f"--{name}={value}" for name, value in (_FLAGS | {"server.port": str(port)}).items()]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", script.name, *flags],
        cwd=script.parent,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_until_up(url, process)
        yield Server(url, process.pid)
    finally:
        process.terminate()
        process.wait(20)


def dashboard() -> Path:
    """Script of the real application."""
    return ROOT / "dashboard.py"


def free_port() -> int:
    """Return a port that nothing uses, below those the system gives to outgoing connections.

    A port of the system's own range could be given to another connection before it is served.
    """
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port


def _wait_until_up(url: str, process: subprocess.Popen[bytes], patience: float = 60) -> None:
    limit = time.monotonic() + patience
    while time.monotonic() < limit:
        if process.poll() is not None:
            raise RuntimeError(f"The server stopped with code {process.returncode}.")
        try:
            with urlopen(f"{url}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.02)
    raise TimeoutError(f"No answer from {url} after {patience:.0f} s.")
