"""No warehouse, a first one, a new one: the page says it, and a reload shows it."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from machine import serving
from playwright.sync_api import Browser, expect
from visits import Visit

from caremap.paths import current_release_id, releases_dir
from etl.build import build


@dataclass
class Site:
    """A server and the data directory it reads, empty at first."""

    address: str
    data_dir: Path


@pytest.fixture(scope="module")
def empty(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("releases")
    data_dir = folder / "data"
    data_dir.mkdir()
    with serving(data_dir, folder / "server.log", CAREMAP_LOOK_SECONDS="2") as address:
        yield Site(address, data_dir)


def test_a_server_without_data_says_what_to_do_then_shows_each_release(
    reader: Callable[[str], Visit], empty: Site, built_dir: Path
) -> None:
    visit = reader(empty.address)
    page = visit.page
    for page_id in ("stages", "densite"):
        page.goto(f"{empty.address}/{page_id}")
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "Les données ne sont pas disponibles"
        )
        expect(page.get_by_text("make build").first).to_be_visible()
        expect(page.locator("[data-testid=stException]")).to_have_count(0)
        expect(page.locator("body")).not_to_contain_text("Traceback")
        expect(page.locator(".demo-banner")).to_have_count(0)
        # A font on its way when the page is left would be noted as a failure.
        page.wait_for_function("() => document.fonts.status === 'loaded'")

    shutil.copytree(releases_dir(built_dir), releases_dir(empty.data_dir))
    first = current_release_id(empty.data_dir)
    assert first
    visit.open("/densite")
    expect(page.locator("[data-testid=stSidebar]")).to_contain_text(first)

    second = build(empty.data_dir)
    assert second != first
    page.get_by_role("radio", name="Nord", exact=True).click()
    expect(page.locator("[data-testid=stSidebar]")).to_contain_text(second)
    visit.painted(":59:")
    assert f"/geometry/{second}/" in "".join(visit.requests)
    assert visit.failures + visit.errors == []


def test_a_reader_who_does_nothing_is_told_of_a_new_release(
    reader: Callable[[str], Visit], empty: Site
) -> None:
    if current_release_id(empty.data_dir) is None:
        build(empty.data_dir)
    visit = reader(empty.address).open("/densite")
    newest = build(empty.data_dir)
    sidebar = visit.page.locator("[data-testid=stSidebar]")
    expect(sidebar).to_contain_text("Nouvelle version disponible")
    expect(sidebar).not_to_contain_text(newest)
    sidebar.get_by_role("button", name="Actualiser").click()
    expect(sidebar).to_contain_text(newest)
    expect(sidebar).not_to_contain_text("Nouvelle version disponible")


def test_a_file_never_bears_the_name_of_a_release_that_is_not_on_screen(
    reader: Callable[[str], Visit], empty: Site
) -> None:
    if current_release_id(empty.data_dir) is None:
        build(empty.data_dir)
    visit = reader(empty.address).open("/densite")
    newest = build(empty.data_dir)
    visit.page.get_by_role("button", name="Exporter").click()
    # The page is drawn again from the release that the file will name.
    expect(visit.page.locator("[data-testid=stSidebar]")).to_contain_text(newest)
    visit.settle()
    with visit.page.expect_download(timeout=60_000) as waiting:
        visit.page.get_by_role("button", name="Tableaux (CSV)").click()
    assert newest in waiting.value.path().read_text("utf-8-sig")
