"""The page « Stages » in a browser: with embedded figures, with the illustration set."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from machine import serving
from playwright.sync_api import Browser
from visits import Visit, pixels_of

from caremap.palettes import MISMATCH_COLORS, SYMBOL
from caremap.ui.frame import DEMO_NOTICE

HEX = {color: tuple(int(color[i : i + 2], 16) for i in (1, 3, 5)) for color in MISMATCH_COLORS}
VIOLET = tuple(int(SYMBOL[i : i + 2], 16) for i in (1, 3, 5))


def stages(visit: Visit, query: str = "") -> Visit:
    visit.open(f"/stages{query}")
    visit.painted()
    visit.settle()
    return visit


@pytest.fixture(scope="module")
def demo_site(
    chromium: Browser, demo_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    with serving(demo_dir, tmp_path_factory.mktemp("log") / "server.log") as address:
        yield address


@pytest.fixture
def demo(same_reader: Visit, demo_site: str) -> Visit:
    """A reader of the illustration set."""
    return same_reader.start_again(demo_site)


def arcs(visit: Visit) -> int:
    """Lines drawn by the flows layer of the map."""
    return visit.map_frame().evaluate(
        "() => { let n = 0; map.eachLayer(l => { if (l instanceof L.Polyline &&"
        " !(l instanceof L.Polygon) && l.getLatLngs().length === 25) n += 1; }); return n; }"
    )


def test_embedded_page_shows_figures_map_and_no_banner(visit: Visit):
    stages(visit)
    assert visit.page.get_by_text("1\u202f853", exact=True).first.is_visible()
    # Symbols are the violet of the palette at 85 % over the ground of the map.
    blend = 0.85 * np.array(VIOLET) + 0.15 * np.array((0xF4, 0xF5, 0xF2))
    near = np.abs(visit.picture().astype(float) - blend).max(axis=2) <= 4
    assert near.sum() > 500
    assert visit.page.locator(".demo-banner").count() == 0
    assert visit.errors == []


def test_named_gaps_are_painted_in_their_colours(visit: Visit):
    stages(visit, "?carte=ecarts")
    picture = visit.picture()
    painted = {color for color, rgb in HEX.items() if pixels_of(picture, rgb) > 30}
    # Five of the six gaps exist between EPCI in 2023: none is under-served and well supplied.
    assert painted == set(MISMATCH_COLORS) - {MISMATCH_COLORS[2]}


def test_arcs_appear_and_disappear(visit: Visit):
    stages(visit, "?carte=flux")
    assert arcs(visit) == 38
    visit.page.locator("[data-testid=stButtonGroup]").get_by_text("Nombre", exact=True).click()
    visit.painted(":symboles:")
    assert arcs(visit) == 0
    visit.wait_parameter("carte", "")


def test_tab_and_withdrawal_are_in_the_address(visit: Visit):
    stages(visit, "?volet=retrait&retrait=site:590000618")
    assert visit.page.get_by_text("garderait 93,5", exact=False).first.is_visible()
    visit.page.get_by_role("tab", name="Comptages publics").click()
    visit.wait_parameter("volet", "comptages")
    visit.page.get_by_text("ne comptent pas la même chose").first.wait_for()
    visit.page.go_back()
    visit.wait_parameter("volet", "retrait")


@pytest.mark.parametrize("page", ["synthese", "stages", "methode"])
def test_banner_cannot_be_missed(demo: Visit, page: str):
    demo.open(f"/{page}")
    banner = demo.page.locator(".demo-banner")
    banner.wait_for()
    assert banner.inner_text() == DEMO_NOTICE
    for _ in range(2):
        box = banner.bounding_box()
        assert (box["x"], box["y"], box["width"]) == (0, 0, 1366)
        top = demo.page.evaluate(
            "() => { const b = document.querySelector('.demo-banner');"
            " b.style.pointerEvents = 'auto'; const seen ="
            " document.elementFromPoint(683, 12) === b;"
            " b.style.pointerEvents = ''; return seen; }"
        )
        assert top, "the banner is covered"
        demo.page.locator("[data-testid=stMain]").evaluate("main => main.scrollTo(0, 2000)")


def test_banner_fits_a_phone(demo: Visit):
    demo.page.set_viewport_size({"width": 390, "height": 844})
    demo.open("/stages")
    banner = demo.page.locator(".demo-banner")
    banner.wait_for()
    assert banner.bounding_box()["width"] == 390
    title = demo.page.locator("h1").bounding_box()
    assert title["y"] >= banner.bounding_box()["height"]


def test_illustration_is_drawn_with_its_places(demo: Visit):
    stages(demo, "?jeu=placements_demo&compte=places&carte=flux")
    assert 50 <= arcs(demo) <= 60
    assert demo.page.get_by_text("Statut : illustration").first.is_visible()
