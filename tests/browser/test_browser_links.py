"""Direct links: every page answers under its own name, from the very first request."""

from collections.abc import Callable
from pathlib import Path

from machine import serving
from playwright.sync_api import expect
from visits import TITLES, Visit


def assert_page_is_whole(visit: Visit, page_id: str) -> None:
    menu = visit.page.locator("[data-testid=stSidebarNav]")
    expect(menu.get_by_role("link")).to_contain_text([*TITLES.values()])
    expect(visit.page).to_have_title(TITLES[page_id])
    expect(visit.page.get_by_text("Page not found")).to_have_count(0)
    expect(visit.page.locator("[data-testid=stException]")).to_have_count(0)


def test_the_first_reader_of_a_fresh_server_may_follow_a_direct_link(
    reader: Callable[[str], Visit], built_dir: Path, tmp_path: Path
) -> None:
    with serving(built_dir, tmp_path / "server.log") as address:
        visit = reader(address).open("/acces?niveau=epci&serie=apl_gp")
        assert_page_is_whole(visit, "acces")
        assert visit.painted("epci:apl-gp:")
        expect(visit.selector("Série d'APL")).to_have_value("Tous les généralistes")


def test_the_root_leads_to_the_first_page_and_keeps_the_view(visit: Visit) -> None:
    visit.open("/?departement=62")
    assert visit.page.url.endswith("/synthese?departement=62")
    assert_page_is_whole(visit, "synthese")


def test_an_unknown_value_in_a_link_is_said_and_replaced(visit: Visit) -> None:
    visit.open("/densite?niveau=canton")
    expect(visit.page.get_by_role("alert")).to_contain_text("« canton », qui n'existe pas")
    assert visit.painted("commune:")
