"""A headless Chromium: the one of the system when there is one, else Playwright's own."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chromium-headless-shell")
# WebGL falls back to the processor; drawing on it everything else too would slow all three ways.
_FLAGS = ["--no-sandbox", "--enable-unsafe-swiftshader"]
_SCRIPT = Path(__file__).with_name("painted.js")


def chromium_path() -> str | None:
    """Return the path of an installed Chromium, or None to let Playwright use its own."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


@contextmanager
def browsing() -> Iterator[Browser]:
    """Open a browser that can also draw WebGL without a graphics card."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def new_page(browser: Browser) -> Page:
    """Open a page with an empty cache of its own, and the functions that wait for a paint."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, locale="fr-FR")
    context.add_init_script(path=_SCRIPT)
    page = context.new_page()
    page.set_default_timeout(90_000)
    return page
