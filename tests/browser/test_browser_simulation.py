"""The simulation in a real browser: default, by a link, by hand on the map."""

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import expect
from visits import Visit, on_this_machine

MAUBEUGE = (50.2775, 3.9734)


def changed_pixels(visit: Visit, before: NDArray[np.uint8]) -> int:
    return int((visit.picture() != before).any(axis=2).sum())


def test_default_page_is_painted_and_hatched(visit: Visit) -> None:
    visit.open("/simulation")
    visit.painted("commune:apl-gp-65+")
    expect(visit.page.locator("h1")).to_have_text("Simulation")
    expect(visit.page.locator(".legend").last).to_contain_text("un seul généraliste part")
    visit.page.wait_for_timeout(1_000)
    hatched = visit.picture()
    assert changed_pixels(visit, hatched) == 0
    visit.page.get_by_role("radio", name="Non", exact=True).click()
    visit.wait_parameter("hachures", "non")
    for _ in range(40):
        visit.page.wait_for_timeout(250)
        if changed_pixels(visit, hatched) > 500:
            break
    assert changed_pixels(visit, hatched) > 500
    assert visit.errors == []
    assert [url for url in visit.requests if not on_this_machine(url)] == []


def test_a_link_gives_its_scenario_and_two_scenarios_two_maps(visit: Visit) -> None:
    visit.open("/simulation?scenario=g59392.n3~nom.Essai~~m62041.3&actif=1")
    first = visit.painted("apl-gp-65-modelled-change")
    expect(visit.page.get_by_label("Nom du scénario")).to_have_value("Essai")
    expect(visit.page.locator(".headline")).to_have_count(4)
    before = visit.picture()
    visit.page.get_by_role("radio", name="Scénario 2", exact=True).click()
    visit.wait_parameter("actif", "2")
    visit.settle()
    visit.painted(unlike=first)
    assert (visit.picture() != before).any(axis=2).sum() > 500
    assert visit.errors == []


def test_a_hostile_link_says_so_and_shows_the_default(visit: Visit) -> None:
    visit.open("/simulation?scenario=nom.%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    expect(visit.page.get_by_text("Le lien demandait scenario")).to_be_visible()
    assert visit.page.locator("img[src=x]").count() == 0
    visit.painted("commune:apl-gp-65+")


def test_a_commune_of_the_map_becomes_the_place_of_an_action(visit: Visit) -> None:
    visit.open("/simulation")
    visit.painted("commune:")
    visit.click_map(*MAUBEUGE)
    visit.wait_parameter("territoire", "59392")
    visit.settle()
    visit.page.get_by_role("button", name="Ajouter au scénario").click()
    visit.wait_parameter("scenario", "g59392.1")
    visit.painted("apl-gp-65-modelled-change")
    expect(visit.page.get_by_text("1. Arrivée de 1 généraliste : Maubeuge")).to_be_visible()
    visit.settle()
    visit.page.go_back()
    visit.wait_parameter("scenario", "")
    expect(visit.page.get_by_text("Pour commencer")).to_be_visible()


def test_siting_is_computed_on_click_and_joins_the_scenario(visit: Visit) -> None:
    visit.open("/simulation")
    visit.painted("commune:")
    visit.page.get_by_role("tab", name="Où placer ?").click()
    visit.page.get_by_role("radio", name="Une seule MSP", exact=True).click()
    visit.settle()
    visit.page.get_by_role("button", name="Chercher où placer").click()
    expect(visit.page.get_by_text("solution exacte")).to_be_visible()
    visit.page.get_by_role("button", name="Ajouter ces lieux au scénario").click()
    visit.page.wait_for_function(
        "() => new URLSearchParams(location.search).get('scenario')?.startsWith('m')"
    )
    expect(visit.page.locator(".headline")).to_have_count(4)
