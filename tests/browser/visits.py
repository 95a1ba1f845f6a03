"""One visit of a reader: what they open, what they see, what the browser notes meanwhile."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Frame,
    Locator,
    Page,
    Request,
    ViewportSize,
)

from caremap.ui.menu import PAGES

TITLES = {page[0]: page[1] for page in PAGES}
MAP_PAGES = ("synthese", "densite", "acces", "territoire")
FOLDED = "details:not([open]) > summary"
LAPTOP = ViewportSize(width=1366, height=768)
_COLOR = re.compile(r"rgb\((\d+), (\d+), (\d+)\)")


@dataclass
class Visit:
    """One reader in a fresh context: what they open, and what the browser saw meanwhile."""

    context: BrowserContext
    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen to the whole context, frames and sockets included."""
        self.page.set_default_timeout(30_000)
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("requestfailed", self._note_failure)
        self.page.on("response", self._note_status)
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _note_failure(self, request: Request) -> None:
        if request.url in self.requests:  # else the page left by `start_again` asked for it
            self.failures.append(f"{request.url} {request.failure}")

    def _note_status(self, response: Any) -> None:
        if response.status >= 400:
            self.failures.append(f"{response.url} {response.status}")

    def _note_console(self, message: Any) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} {message.location['url']}")

    def start_again(self, address: str) -> "Visit":
        """Be a reader who has just come: nothing open, nothing kept, nothing noted.

        A page of the same site keeps the process of the browser and what it has compiled, which
        is half of the price of opening the next one.
        """
        for other in self.context.pages:
            if other != self.page:
                other.close()
        self.context.set_offline(False)
        self.page.goto(f"{address}/_stcore/health")
        self.page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        self.context.clear_cookies()
        self.page.set_viewport_size(LAPTOP)
        self.page.emulate_media(media="screen", color_scheme="light")
        for noted in (self.requests, self.failures, self.errors):
            noted.clear()
        self.address = address
        return self

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
        self.page.locator("[data-stale=true]").first.wait_for(state="detached")

    def unfold(self) -> None:
        """Open what is folded, all at once; a fold redrawn by the run of others is opened again."""
        folded = self.page.locator(FOLDED)
        for _ in range(2 + folded.count()):
            self.settle()
            if folded.count() == 0:
                return
            folded.evaluate_all("all => all.forEach(summary => summary.click())")

    def open_fold(self, title: str) -> Locator:
        """Open one fold and wait until it grows no more: a mouse would miss what moves."""
        fold = self.page.locator("details").filter(has_text=title)
        fold.locator("summary").click()
        self.settle()
        fold.evaluate(
            "async fold => { for (let still = 0; still < 10;) {"
            " await new Promise(requestAnimationFrame);"
            " still = fold.getAnimations().length ? 0 : still + 1; } }"
        )
        return fold

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
    context = browser.new_context(
        viewport=LAPTOP, locale="fr-FR", reduced_motion="reduce", **choices
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
