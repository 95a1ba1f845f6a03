"""Tasks of a reader who has no mouse: a territory, an indicator, the values of a map, a search."""

import re

from playwright.sync_api import Locator, expect
from visits import Visit

FOCUSED = (
    "element => element === document.activeElement || element.contains(document.activeElement)"
)
# More than the stops of any page.
STOPS = 150


def reach(visit: Visit, wanted: Locator) -> None:
    """Press Tab until the wanted control has the focus; it must then be seen to have it."""
    for _ in range(STOPS):
        visit.page.keyboard.press("Tab")
        if wanted.evaluate(FOCUSED):
            return
    raise AssertionError(f"{wanted} n'est pas atteint en {STOPS} tabulations")


def pick(visit: Visit, label: str, typed: str) -> None:
    """Choose the first option that holds what is typed in a list."""
    reach(visit, visit.selector(label))
    visit.page.keyboard.press("ControlOrMeta+a")
    visit.page.keyboard.type(typed)
    expect(visit.page.get_by_role("option").first).to_contain_text(re.compile(typed, re.IGNORECASE))
    visit.page.keyboard.press("Enter")


def test_a_territory_is_chosen_without_a_mouse(visit: Visit) -> None:
    visit.open("/densite")
    pick(visit, "Territoire", "Hazebrouck")
    visit.wait_parameter("territoire", "59295")
    expect(visit.page.locator(".sheet h2")).to_have_text("Hazebrouck")


def test_an_indicator_is_changed_without_a_mouse(visit: Visit) -> None:
    visit.open("/densite")
    pick(visit, "Indicateur", "Part des 65 ans et plus")
    visit.wait_parameter("indicateur", "share_65_plus")
    visit.painted("share-65-plus")


def test_the_values_of_a_map_are_read_without_a_mouse(visit: Visit) -> None:
    visit.open("/densite")
    folded = visit.page.locator("[data-testid=stExpander]").filter(has_text="Tableau de la carte")
    reach(visit, folded.locator("summary"))
    visit.page.keyboard.press("Enter")
    expect(folded.locator("[data-testid=stDataFrame], table").first).to_be_visible()


def test_the_search_opens_with_a_key_and_finds_a_place(visit: Visit) -> None:
    visit.open("/synthese")
    visit.page.keyboard.press("/")
    box = visit.page.locator(".st-key-trouver input")
    expect(box).to_be_focused(timeout=10_000)
    visit.page.keyboard.type("Territoire · Hazebrouck")
    expect(visit.page.get_by_role("option").first).to_contain_text("Hazebrouck")
    visit.page.keyboard.press("Enter")
    visit.wait_parameter("territoire", "59295")
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Hazebrouck")


def test_the_search_key_is_left_alone_in_a_field_and_can_be_turned_off(visit: Visit) -> None:
    visit.open("/synthese")
    field = visit.selector("Territoire")
    field.press("/")
    expect(visit.page.locator(".st-key-trouver")).to_have_count(0)
    visit.page.keyboard.press("Escape")
    visit.page.get_by_role("button", name="Rechercher").click()
    visit.page.get_by_text("Touche « / » : ouvrir la recherche").click()
    expect(visit.page.locator(".shortcut-off")).to_have_count(1)
    # A click outside closes it too, and does not depend on what the run just drawn left in focus.
    visit.page.locator("h1").click()
    expect(visit.page.locator(".st-key-trouver")).to_have_count(0)
    visit.page.keyboard.press("/")
    visit.page.wait_for_timeout(500)
    expect(visit.page.locator(".st-key-trouver")).to_have_count(0)
