"""Immersion days in a browser: map, slider, next hosts, shared link, nothing from elsewhere."""

import re

from playwright.sync_api import expect
from visits import Visit

REACHED, REACHED_UNDER_SERVED = 188, 14


def legend_counts(visit: Visit) -> list[int]:
    cells = visit.page.locator(".legend td.count").all_inner_texts()
    return [int(re.sub(r"\D", "", text)) for text in cells]


def tab(visit: Visit, name: str) -> None:
    visit.page.get_by_role("tab", name=name).click()
    visit.settle()


def test_the_map_counts_what_named_hosts_cover(visit: Visit) -> None:
    visit.open("/immersion").painted("immersion-reach-state")
    counts = legend_counts(visit)
    assert counts[:2] == [REACHED_UNDER_SERVED, REACHED]
    assert sum(counts) == 1534
    assert visit.page.locator(".editions li").count() == 5
    assert visit.errors == []


def test_the_slider_changes_the_reach_and_the_address(visit: Visit) -> None:
    visit.open("/immersion").painted("immersion-reach-state")
    slider = visit.page.get_by_role("slider")
    expect(slider).to_have_attribute("aria-valuetext", "15")
    slider.focus()
    slider.press("ArrowRight")
    visit.wait_parameter("rayon", "16")
    visit.settle()
    expect(slider).to_have_attribute("aria-valuetext", "16")
    assert sum(legend_counts(visit)[:2]) > REACHED + REACHED_UNDER_SERVED


def test_sliders_keep_their_place_when_a_tab_opens(visit: Visit) -> None:
    visit.open("/immersion?rayon=20&hotes=7")
    tab(visit, "Où aller ensuite")
    values = visit.page.get_by_role("slider")
    expect(values.first).to_have_attribute("aria-valuetext", "20")
    expect(values.nth(1)).to_have_attribute("aria-valuetext", "7")


def test_the_next_hosts_are_found_on_communes(visit: Visit) -> None:
    visit.open("/immersion?candidats=commune&hotes=8")
    tab(visit, "Où aller ensuite")
    visit.painted("immersion-next-state")
    visit.settle()
    expect(visit.page.get_by_text("optimum prouvé")).to_be_visible()
    assert legend_counts(visit)[0] == 8
    visit.page.get_by_text("Intercommunalités", exact=True).first.click()
    visit.wait_parameter("candidats", "")
    visit.settle()
    expect(visit.page.locator(".legend td.count")).to_have_count(5)


def test_a_click_on_a_commune_never_reached_chooses_it(visit: Visit) -> None:
    visit.open("/immersion").painted("immersion-reach-state")
    visit.click_map(50.0167, 4.05)  # Fourmies
    visit.wait_parameter("territoire", "59249")
    visit.painted(":59249")
    expect(visit.page.locator(".sheet h2")).to_have_text("Fourmies")
