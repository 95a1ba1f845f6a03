"""The browser and the server of the dashboard that browser tests start on this machine."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from benchmarks._server import free_port
from caremap.paths import ROOT

BROWSER_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
# The first draws no window: a tenth less work for the same pages.
_BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
_START_SECONDS = 60


def find_browser(own: Path, which: Callable[[str], str | None] = shutil.which) -> str | None:
    """Path of a browser that starts, in the order of the installation, or None."""
    for name in _BROWSERS:
        found = which(name)
        if found and subprocess.run([found, "--version"], capture_output=True).returncode == 0:
            return found
    return str(own) if own.is_file() else None


def require(browser: str | None, environment: Mapping[str, str]) -> str:
    """Return the browser; without one the tests are skipped, or fail in continuous integration."""
    if browser:
        return browser
    message = "Aucun navigateur : lancez « make test », ou installez chromium."
    if environment.get("CI"):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


@contextmanager
def serving(
    data_dir: Path, log: Path, port: int | None = None, **environment: str
) -> Iterator[str]:
    """Serve the dashboard on a free port from a data directory; give its address."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.headless"]
    with log.open("wb") as output:
        server = subprocess.Popen(
            [*command, "true", "--server.port", str(port)],
            cwd=ROOT,
            env=os.environ | {"CAREMAP_DATA_DIR": str(data_dir)} | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_healthy(address, server, log)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def _wait_until_healthy(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    limit = time.monotonic() + _START_SECONDS
    while time.monotonic() < limit:
        if server.poll() is not None:
            break
        try:
            with urlopen(f"{address}/_stcore/health", timeout=2) as answer:
                if answer.read() == b"ok":
                    return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"Le serveur n'a pas démarré :\n{log.read_text(errors='replace')[-2000:]}")
