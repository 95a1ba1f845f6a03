"""Each page by direct link, opened once: its frame, its requests, its layout, its access rules."""

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from PIL import Image
from playwright.sync_api import Browser, expect
from references import FOLDER, MOST, differs, far_share, picture
from visits import FOLDED, MAP_PAGES, TITLES, Visit, arriving, on_this_machine

FIRST_PAINT_FILES = {"territories.topojson", "background.geojson", "places.json"}
# 683 pixels: a laptop at 200 %.
COMPARED = ((1920, 1080), (1366, 768), (390, 844))
SCREENS = ((1920, 1080), (1366, 768), (683, 384), (390, 844), (320, 640))
# Contrast is only judged on what is on the screen: a tall one shows most of a page.
TALL = 2600
TITLE_IS_SEEN = """h => {
  const edge = h.getBoundingClientRect();
  return h.contains(document.elementFromPoint(edge.left + 8, edge.top + 8));
}"""
FITS = """() => Math.max(document.documentElement.scrollWidth,
  document.querySelector('[data-testid=stMain]').scrollWidth) <= innerWidth"""
# Every rule is run; what passes is not listed: a page holds a megabyte of it.
VIOLATIONS = "axe.run({resultTypes: ['violations']}).then(found => found.violations)"


@pytest.fixture(scope="module", params=TITLES)
def opened(request: pytest.FixtureRequest, same_reader: Visit, site: str) -> Visit:
    return same_reader.start_again(site).open(f"/{request.param}")


def page_id(visit: Visit) -> str:
    return visit.page.url.removeprefix(f"{visit.address}/").split("?")[0]


def test_a_direct_link_opens_the_page_in_its_frame(opened: Visit) -> None:
    menu = opened.page.locator("[data-testid=stSidebarNav]")
    expect(menu.get_by_role("link")).to_contain_text([*TITLES.values()])
    expect(opened.page).to_have_title(TITLES[page_id(opened)])
    expect(opened.page.get_by_text("Page not found")).to_have_count(0)
    expect(opened.page.locator("[data-testid=stException]")).to_have_count(0)


def test_a_page_asks_only_this_machine_and_complains_of_nothing(opened: Visit) -> None:
    assert opened.requests
    assert [url for url in opened.requests if not on_this_machine(url)] == []
    assert opened.failures == []
    assert opened.errors == []
    files = [url.rsplit("/", 1)[-1] for url in opened.requests if "/geometry/" in url]
    # Once ahead of time by the page, once from the browser's cache by the map.
    assert all(files.count(name) <= 2 for name in files)
    assert page_id(opened) not in MAP_PAGES or set(files) >= FIRST_PAINT_FILES


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: f"{screen[0]}px")
def test_no_screen_scrolls_sideways_nor_hides_the_title(
    opened: Visit, screen: tuple[int, int]
) -> None:
    opened.page.set_viewport_size({"width": screen[0], "height": screen[1]})
    opened.settle()
    opened.page.wait_for_function(FITS)
    # The menu slides away when the screen gets narrow.
    title_is_seen = f"() => ({TITLE_IS_SEEN})(document.querySelector('h1'))"
    opened.page.wait_for_function(title_is_seen)
    if screen in COMPARED:
        assert differs(opened, f"{page_id(opened)}-{screen[0]}") == ""


def test_a_printed_page_looks_as_it_did(opened: Visit) -> None:
    opened.page.set_viewport_size({"width": 1000, "height": 1414})
    opened.page.emulate_media(media="print")
    opened.settle()
    found = differs(opened, f"{page_id(opened)}-papier")
    opened.page.emulate_media(media="screen")
    assert found == ""


def test_a_page_without_its_map_would_be_seen(opened: Visit) -> None:
    if page_id(opened) != "densite":
        pytest.skip("one page is enough")
    opened.page.set_viewport_size({"width": 1366, "height": 768})
    opened.settle()
    kept = Image.open(FOLDER / "densite-1366.png")
    hide = "iframe[title^=Carte] { visibility: hidden !important }"
    style = opened.page.add_style_tag(content=hide)
    assert far_share(picture(opened), kept) > MOST
    style.evaluate("node => node.remove()")


def violations(visit: Visit) -> list[str]:
    """Broken rules that stay: what may have been judged while it faded in is judged again."""
    found: list[str] = []
    for _ in range(3):
        found = _violations(visit)
        if not found:
            break
    return found


def _violations(visit: Visit) -> list[str]:
    """Broken rules of the page and its frames: name, weight and the elements at fault."""
    visit.settle()
    visit.page.wait_for_function(
        "() => document.getAnimations().every(a => a.playState !== 'running'"
        " || a.effect.getTiming().iterations === Infinity)"
    )
    for frame in visit.page.frames:
        if not frame.evaluate("'axe' in window"):
            frame.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = visit.page.evaluate(VIOLATIONS)
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:200]} {node['failureSummary'][:250]}"
        for rule in found
        for node in rule["nodes"]
    ]


def test_a_page_breaks_no_rule(opened: Visit) -> None:
    opened.page.set_viewport_size({"width": 1366, "height": TALL})
    assert violations(opened) == []


def expect_dark(visit: Visit) -> None:
    """Check that the page is dark, breaks no rule and looks as it did."""
    paper = visit.page.locator("[data-testid=stApp]")
    expect(paper).to_have_css("background-color", "rgb(18, 24, 30)")
    assert violations(visit) == []
    visit.page.set_viewport_size({"width": 1366, "height": 768})
    visit.settle()
    assert differs(visit, f"{page_id(visit)}-sombre") == ""


def test_a_page_breaks_no_rule_in_the_dark(opened: Visit) -> None:
    opened.page.set_viewport_size({"width": 1366, "height": TALL})
    opened.page.emulate_media(color_scheme="dark")
    try:
        expect_dark(opened)
    finally:
        opened.page.emulate_media(color_scheme="light")
        expect(opened.page.locator("[data-testid=stApp]")).to_have_css(
            "background-color", "rgb(255, 255, 255)"
        )


def test_a_narrow_page_with_its_tables_opened_breaks_no_rule(opened: Visit) -> None:
    """At 320 pixels all that is folded is opened: what is shown there holds the folded page too."""
    opened.page.set_viewport_size({"width": 320, "height": TALL})
    opened.unfold()
    expect(opened.page.locator(FOLDED)).to_have_count(0)
    assert violations(opened) == []


def test_a_page_opened_in_the_dark_breaks_no_rule(chromium: Browser, site: str) -> None:
    with arriving(chromium, site, color_scheme="dark") as visit:
        visit.page.set_viewport_size({"width": 1366, "height": TALL})
        expect_dark(visit.open("/densite"))
