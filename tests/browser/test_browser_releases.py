"""No warehouse, a first one, a new one: the page says it, and a reload shows it."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect
from visits import Visit, serving

from etl.build import build


def test_a_server_without_data_says_what_to_do_then_shows_each_release(
    reader: Callable[[str], Visit], tmp_path: Path
) -> None:
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    with serving(data_dir, tmp_path / "server.log") as address:
        visit = reader(address)
        page = visit.page
        page.goto(f"{address}/densite")
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "Les données ne sont pas disponibles"
        )
        expect(page.get_by_text("make build").first).to_be_visible()
        expect(page.locator("[data-testid=stException]")).to_have_count(0)
        expect(page.locator("body")).not_to_contain_text("Traceback")

        first = build(data_dir)
        visit.open("/densite")
        expect(page.locator("[data-testid=stSidebar]")).to_contain_text(first)

        second = build(data_dir)
        assert second != first
        page.get_by_role("radio", name="Nord", exact=True).click()
        expect(page.locator("[data-testid=stSidebar]")).to_contain_text(second)
        visit.painted(":59:")
        assert f"/geometry/{second}/" in "".join(visit.requests)
        assert visit.failures + visit.errors == []


def test_a_reader_who_does_nothing_is_told_of_a_new_release(
    reader: Callable[[str], Visit], tmp_path: Path
) -> None:
    data_dir = tmp_path / "data"
    build(data_dir)
    with serving(data_dir, tmp_path / "server.log") as address:
        visit = reader(address)
        visit.open("/densite")
        newest = build(data_dir)
        sidebar = visit.page.locator("[data-testid=stSidebar]")
        expect(sidebar).to_contain_text("Nouvelle version disponible", timeout=60_000)
        expect(sidebar).not_to_contain_text(newest)
        sidebar.get_by_role("button", name="Actualiser").click()
        expect(sidebar).to_contain_text(newest)
        expect(sidebar).not_to_contain_text("Nouvelle version disponible")
