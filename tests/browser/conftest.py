"""One server, one browser and one reader for the session; more readers when a test asks."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from machine import BROWSER_ARGUMENTS, find_browser, require, serving
from playwright.sync_api import Browser, expect, sync_playwright
from visits import Visit, arriving

HERE = Path(__file__).parent
# A loaded machine is slow; a condition that comes true ends the wait at once.
expect.set_options(timeout=30_000)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: opens the dashboard in a real browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, or a skip that says what is missing."""
    with sync_playwright() as playwright:
        kind = playwright.chromium
        path = require(find_browser(Path(kind.executable_path)), os.environ)
        browser = kind.launch(executable_path=path, args=list(BROWSER_ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(
    chromium: Browser, built_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Address of the server that most tests share."""
    log = tmp_path_factory.mktemp("server") / "server.log"
    with serving(built_dir, log) as address:
        yield address


@pytest.fixture
def reader(chromium: Browser) -> Iterator[Callable[[str], Visit]]:
    """Make readers, each in a fresh context, at a server."""
    with ExitStack() as stack:
        yield lambda address: stack.enter_context(arriving(chromium, address))


@pytest.fixture(scope="session")
def same_reader(chromium: Browser) -> Iterator[Visit]:
    """The reader of most tests: what a new one costs the browser is a third of opening a page."""
    with arriving(chromium, "") as visit:
        yield visit


@pytest.fixture
def visit(same_reader: Visit, site: str) -> Visit:
    """A reader of the shared server, on a laptop, who has just come."""
    return same_reader.start_again(site)
