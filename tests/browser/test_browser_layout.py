"""Layout: French, readable from a phone to a wide screen, and on paper."""

import pytest
from playwright.sync_api import expect
from visits import TITLES, Visit


@pytest.mark.parametrize("page_id", ["densite", "acces"])
def test_the_legend_is_seen_without_scrolling_on_a_wide_screen(visit: Visit, page_id: str) -> None:
    visit.page.set_viewport_size({"width": 1920, "height": 1080})
    visit.open(f"/{page_id}")
    expect(visit.page.locator(".legend").first).to_be_in_viewport(ratio=1)
    expect(visit.page.locator("iframe[title^=Carte]")).to_be_in_viewport(ratio=0.99)


def test_pages_and_maps_say_that_they_are_french_and_have_their_own_titles(visit: Visit) -> None:
    visit.open("/acces")
    assert visit.page.locator("html").get_attribute("lang") == "fr"
    assert visit.map_frame().locator("html").get_attribute("lang") == "fr"
    assert visit.map_frame().title().startswith("Carte : APL aux médecins généralistes")
    assert len(set(TITLES.values())) == len(TITLES)


def test_names_on_the_map_do_not_cover_each_other(visit: Visit) -> None:
    visit.open("/densite")
    frame = visit.map_frame()
    frame.wait_for_function(
        """() => {
          const seen = Array.from(document.querySelectorAll('.map-label span'))
            .filter(s => s.style.visibility === 'visible').map(s => s.getBoundingClientRect());
          return seen.length > 5 && seen.every((a, i) => seen.every((b, j) => i === j
            || a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top));
        }""",
        timeout=30_000,
    )


def test_a_printed_page_has_no_menu(visit: Visit) -> None:
    visit.open("/methode")
    expect(visit.page.locator("[data-testid=stSidebar]")).to_be_visible()
    visit.page.emulate_media(media="print")
    expect(visit.page.locator("[data-testid=stSidebar]")).to_be_hidden()
    expect(visit.page.locator("h1")).to_be_visible()


def test_a_closed_menu_keeps_no_hidden_control_on_a_phone(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 320, "height": 640})
    visit.open("/methode")
    expect(visit.selector("Territoire")).to_be_hidden()
