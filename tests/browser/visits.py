"""What a browser test needs: a server of the dashboard, a browser, and one visit of a reader."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Frame, Locator, Page

from benchmarks._server import free_port
from caremap.paths import ROOT
from caremap.ui.frame import PAGES

TITLES = {page[0]: page[1] for page in PAGES}
MAP_PAGES = ("synthese", "densite", "acces", "territoire")
FOLDED = "details:not([open]) > summary"
BROWSER_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_COLOR = re.compile(r"rgb\((\d+), (\d+), (\d+)\)")
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


@dataclass
class Visit:
    """One reader in a fresh context: what they open, and what the browser saw meanwhile."""

    context: BrowserContext
    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    received_bytes: int = 0

    def __post_init__(self) -> None:
        """Listen to the whole context, frames and sockets included."""
        self.page.set_default_timeout(30_000)
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on(
            "requestfailed",
            lambda request: self.failures.append(f"{request.url} {request.failure}"),
        )
        self.page.on("response", self._note_status)
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("websocket", lambda ws: ws.on("framereceived", self._count))

    def _note_status(self, response: Any) -> None:
        if response.status >= 400:
            self.failures.append(f"{response.url} {response.status}")

    def _note_console(self, message: Any) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _count(self, frame: str | bytes) -> None:
        self.received_bytes += len(frame)

    def open(self, path: str) -> "Visit":
        """Open a path or a whole address, and wait until the page and its map are there."""
        self.page.goto(path if path.startswith("http") else self.address + path)
        self.page.locator("h1").first.wait_for()
        if urlsplit(path).path.strip("/").split("/")[-1] in (*MAP_PAGES, ""):
            self.painted()
        self.settle()
        return self

    def settle(self) -> None:
        """Wait until no run is under way and nothing shown is from an older run."""
        self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
        self.page.wait_for_function("() => !document.querySelector('[data-stale=true]')")

    def unfold(self) -> None:
        """Open what is folded, all at once; a fold redrawn by the run of others is opened again."""
        folded = self.page.locator(FOLDED)
        for _ in range(2 + folded.count()):
            self.settle()
            if folded.count() == 0:
                return
            folded.evaluate_all("all => all.forEach(summary => summary.click())")

    def painted(self, *words: str, unlike: str = "") -> str:
        """Wait until the map is painted with a key that holds the words; return the key.

        `unlike` is the key of the map to be replaced.
        """
        conditions = "".join(f'[data-painted*="{word}"]' for word in words or ("",) if word)
        conditions += f':not([data-painted="{unlike}"])' if unlike else ""
        frame = self.page.frame_locator("iframe[title^=Carte]")
        body = frame.locator(f"body[data-framed][data-painted]{conditions}")
        body.wait_for()
        return str(body.get_attribute("data-painted"))

    def map_frame(self) -> Frame:
        """Frame of the map."""
        frame = self.page.locator("iframe[title^=Carte]").element_handle().content_frame()
        assert frame
        return frame

    def click_map(self, lat: float, lon: float) -> None:
        """Click on the point of the map that has these coordinates."""
        frame = self.map_frame()
        x, y = frame.evaluate(
            "([lat, lon]) => { const p = map.latLngToContainerPoint([lat, lon]);"
            " return [p.x, p.y]; }",
            [lat, lon],
        )
        frame.locator(".leaflet-container").click(position={"x": x, "y": y})

    def picture(self) -> NDArray[np.uint8]:
        """Pixels of the map as the reader sees them."""
        image = self.page.locator("iframe[title^=Carte]").screenshot()
        return np.asarray(Image.open(BytesIO(image)).convert("RGB"))

    def legend_colors(self) -> list[tuple[int, int, int]]:
        """Colours of the classes in the legend, top to bottom."""
        swatches = self.page.locator(".legend .swatch[style]")
        found = swatches.evaluate_all("all => all.map(s => getComputedStyle(s).backgroundColor)")
        return [tuple(map(int, _COLOR.fullmatch(color).groups())) for color in found]

    def parameter(self, name: str) -> str:
        """Value of a parameter in the address, or an empty text."""
        return parse_qs(urlsplit(self.page.url).query).get(name, [""])[0]

    def wait_parameter(self, name: str, value: str) -> None:
        """Wait until the address holds a parameter."""
        self.page.wait_for_function(
            "([name, value]) => (new URLSearchParams(location.search).get(name) || '') === value",
            arg=[name, value],
        )

    def selector(self, label: str) -> Locator:
        """Combobox with a label."""
        return self.page.get_by_role("combobox", name=label)

    def choose(self, label: str, typed: str, option: str) -> None:
        """Type in a combobox and choose the option that starts with a text."""
        box = self.selector(label)
        box.click()
        box.fill(typed)
        self.page.get_by_role("option", name=re.compile("^" + re.escape(option))).first.click()

    def menu(self, title: str) -> None:
        """Follow the menu to another page."""
        links = self.page.locator("[data-testid=stSidebarNav]")
        links.get_by_role("link", name=title).click()
        self.page.locator("h1").filter(has_text=title).wait_for()


@contextmanager
def arriving(browser: Browser, address: str, **choices: Any) -> Iterator[Visit]:
    """A reader with a fresh context on a laptop, with other choices of the browser if any."""
    screen = {"width": 1366, "height": 768}
    context = browser.new_context(
        viewport=screen, locale="fr-FR", reduced_motion="reduce", **choices
    )
    yield Visit(context, context.new_page(), address)
    context.close()


def pixels_of(picture: NDArray[np.uint8], color: tuple[int, int, int]) -> int:
    """Count the pixels that have exactly a colour."""
    return int((picture == np.array(color, dtype=np.uint8)).all(axis=2).sum())


def on_this_machine(url: str) -> bool:
    """Tell whether a request stays on this machine or never leaves the browser."""
    parts = urlsplit(url)
    return parts.scheme in {"data", "blob"} or parts.hostname in {"127.0.0.1", "localhost"}
