"""Choosing a territory: the map, a row of a table and the selector do the same thing."""

import re

from playwright.sync_api import expect
from visits import Visit

LILLE = (50.6311, 3.0716)
OUTLINED = """() => Array.from(document.querySelectorAll('.leaflet-outlines-pane canvas')).some(
  c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(v => v))"""


def test_a_click_on_the_map_chooses_the_territory_everywhere(visit: Visit) -> None:
    visit.open("/densite")
    frame = visit.map_frame()
    before = frame.evaluate("[performance.timeOrigin, map.getZoom(), map.getCenter().lat]")
    visit.click_map(*LILLE)
    visit.wait_parameter("territoire", "59350")
    visit.painted(":59350")
    visit.settle()
    expect(visit.page.locator(".sheet h2")).to_have_text("Lille")
    expect(visit.selector("Territoire")).to_have_value(re.compile("^Lille ·"))
    after = visit.map_frame().evaluate(
        "[performance.timeOrigin, map.getZoom(), map.getCenter().lat]"
    )
    assert after == before


def test_a_second_click_chooses_another_territory(visit: Visit) -> None:
    visit.open("/acces?niveau=epci&territoire=59350")
    visit.click_map(50.2931, 2.7785)
    visit.wait_parameter("territoire", "200033579")
    visit.settle()
    visit.click_map(*LILLE)
    visit.wait_parameter("territoire", "200093201")
    expect(visit.page.locator(".sheet h2")).to_have_text("Métropole Européenne de Lille")


def test_a_row_of_the_ranking_chooses_its_territory(visit: Visit) -> None:
    visit.open("/densite?niveau=departement")
    table = visit.open_fold("Choisir dans la table").locator("[data-testid=stDataFrame]")
    table.scroll_into_view_if_needed()
    table.click(position={"x": 20, "y": 52})
    visit.wait_parameter("territoire", "59")
    visit.painted(":59")
    expect(visit.page.locator(".sheet h2")).to_have_text("Nord")


def test_the_selector_finds_a_commune_by_postal_code_and_by_name(visit: Visit) -> None:
    visit.open("/densite?niveau=epci")
    visit.choose("Territoire", "62400", "Béthune")
    visit.wait_parameter("territoire", "62119")
    visit.painted(":62119")
    expect(visit.page.locator(".sheet h2")).to_have_text("Béthune")
    assert visit.map_frame().evaluate(OUTLINED)
    visit.choose("Territoire", "hazebr", "Hazebrouck")
    visit.wait_parameter("territoire", "59295")


def test_a_name_typed_without_accents_is_found(visit: Visit) -> None:
    visit.open("/methode")
    visit.selector("Territoire").click()
    for typed, name in (("bethune", "Béthune"), ("etaples", "Étaples")):
        visit.selector("Territoire").fill(typed)
        expect(visit.page.get_by_role("option").first).to_contain_text(name)


def test_the_keyboard_alone_reaches_a_territory(visit: Visit) -> None:
    visit.open("/acces")
    visit.selector("Territoire").focus()
    visit.page.keyboard.type("Fourmies")
    visit.page.get_by_role("option", name="Fourmies").first.wait_for()
    visit.page.keyboard.press("Enter")
    visit.wait_parameter("territoire", "59249")
    expect(visit.page.locator(".sheet h2")).to_have_text("Fourmies")
