"""The attractiveness page in a browser: weights, map, ranks, files, small screens."""

import json
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect
from visits import Visit, pixels_of

from caremap.weightings import Weighting, read_weighting, write_weighting


def test_a_weight_moved_repaints_the_map_and_is_in_the_link(
    visit: Visit, reader: Callable[[str], Visit]
) -> None:
    visit.open("/attractivite")
    before = visit.painted("epci:attractiveness-")
    visit.page.get_by_role("slider", name="Transport").focus()
    visit.page.keyboard.press("ArrowRight")
    visit.wait_parameter("poids", "2-2-2-0-3-0")
    visit.settle()
    after = visit.painted("epci:attractiveness-", unlike=before)
    other = reader(visit.address).open(visit.page.url)
    assert other.painted("epci:attractiveness-") == after
    expect(other.page.get_by_role("slider", name="Transport")).to_have_value("3")


def test_every_class_is_painted_and_families_without_figures_are_closed(visit: Visit) -> None:
    visit.open("/attractivite")
    visit.painted("epci:attractiveness-")
    picture, colors = visit.picture(), visit.legend_colors()
    assert len(colors) == 5
    assert min(pixels_of(picture, color) for color in colors) > 30
    for family in ("Horaires de travail", "Loisirs"):
        expect(visit.page.get_by_role("slider", name=f"{family} : sans donnée")).to_be_disabled()
    expect(visit.page.get_by_text("Ce score décrit les territoires")).to_be_visible()
    assert visit.errors == []


def test_ranks_points_and_proxies_are_shown_one_section_at_a_time(visit: Visit) -> None:
    visit.open("/attractivite?territoire=200044030")
    page = visit.page
    expect(page.get_by_text("rang solide", exact=True)).to_be_visible(timeout=20_000)
    page.get_by_role("tab", name="Ce qui fait le score").click()
    expect(page.get_by_text("lui apporte le plus de points")).to_be_visible(timeout=20_000)
    page.get_by_role("tab", name="Critères et approximations").click()
    expect(page.get_by_text("Ce qui manque").first).to_be_visible()
    expect(page.get_by_text("Sans donnée.").first).to_be_visible()
    assert visit.errors == []


def test_a_weighting_is_downloaded_and_loaded(visit: Visit, tmp_path: Path) -> None:
    visit.open("/attractivite?poids=3-2-2-0-1-0")
    page = visit.page
    page.get_by_role("tab", name="Garder une pondération").click()
    with page.expect_download() as waited:
        page.get_by_role("button", name="Télécharger la pondération").click()
    kept = tmp_path / "mine.json"
    waited.value.save_as(kept)
    assert read_weighting(kept.read_bytes()).weights == (3, 2, 2, 0, 1, 0)
    other = write_weighting(Weighting("Amphi", (0, 0, 1, 0, 4, 0), "rang", "lineaire"))
    kept.write_bytes(other)
    page.locator("input[type=file]").set_input_files(kept)
    visit.wait_parameter("poids", "0-0-1-0-4-0")
    visit.wait_parameter("normalisation", "rang")
    expect(page.get_by_text("Pondération « Amphi » chargée.")).to_be_visible()
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps({"format": "autre"}))
    page.get_by_role("button", name="Remove mine.json").click()
    expect(page.get_by_text("Pondération « Amphi » chargée.")).to_be_hidden()
    page.locator("input[type=file]").set_input_files(wrong)
    expect(page.get_by_text("Pondération refusée")).to_be_visible()
    assert visit.parameter("poids") == "0-0-1-0-4-0"


def test_a_telephone_shows_the_page_without_scrolling_sideways(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    visit.open("/attractivite")
    visit.painted("epci:attractiveness-")
    width = visit.page.evaluate("document.scrollingElement.scrollWidth")
    assert width <= 390
