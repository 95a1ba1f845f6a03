"""The page of agreements in a browser: readable on a phone, printable without the menu."""

from playwright.sync_api import expect
from visits import Visit


def test_both_agreements_are_there(visit: Visit) -> None:
    visit.open("/conventions")
    expect(visit.page.locator("table.axes")).to_have_count(2)
    expect(visit.page.locator("table.axes tr.axis")).to_have_count(5 + 3)
    expect(visit.page.get_by_text("121 internes")).to_be_visible()
    assert visit.errors == []


def test_the_printed_page_has_no_menu_and_no_folded_part(visit: Visit) -> None:
    visit.open("/conventions")
    expect(visit.page.locator("[data-testid=stSidebar]")).to_be_visible()
    visit.page.emulate_media(media="print")
    expect(visit.page.locator("[data-testid=stSidebar]")).to_be_hidden()
    assert visit.page.locator("[data-testid=stExpander]:visible").count() == 0
    expect(visit.page.locator("table.axes").first).to_be_visible()


def test_a_phone_reads_it_without_scrolling_sideways(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    visit.open("/conventions")
    expect(visit.page.locator("table.axes")).to_have_count(2)
    wide = visit.page.evaluate(
        "() => [...document.querySelectorAll('table.axes, .agreement')]"
        ".some(e => e.getBoundingClientRect().right > innerWidth + 1)"
    )
    assert not wide
