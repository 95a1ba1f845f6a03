"""Maps: each class of the legend is on the map, and filters change the picture."""

import numpy as np
import pytest
from visits import MAP_PAGES, Visit, pixels_of

MIN_SHARE = 0.06
VIEWS = {
    "synthese": "/synthese",
    "densite": "/densite",
    "acces": "/acces",
    "territoire": "/territoire?territoire=59350",
    "epci": "/densite?niveau=epci&methode=jenks&classes=7",
    "zonage": "/densite?indicateur=zone",
}


@pytest.mark.parametrize("view", VIEWS)
def test_every_class_of_the_legend_is_painted(visit: Visit, view: str) -> None:
    visit.open(VIEWS[view])
    picture, colors = visit.picture(), visit.legend_colors()
    counts = [pixels_of(picture, color) for color in colors]
    assert len(set(colors)) == len(colors) >= 3
    assert min(counts) > 30, counts
    assert sum(counts) > MIN_SHARE * picture.shape[0] * picture.shape[1]


def test_every_page_with_a_map_is_looked_at() -> None:
    assert set(MAP_PAGES) <= set(VIEWS)


def test_the_crossed_map_paints_its_nine_colours(visit: Visit) -> None:
    visit.open("/densite?mode=croisee")
    cells = visit.page.locator(".legend .cross td[style]")
    colors = cells.evaluate_all("all => all.map(s => getComputedStyle(s).backgroundColor)")
    picture = visit.picture()
    found = [tuple(int(part) for part in color[4:-1].split(",")) for color in colors]
    assert len(set(found)) == 9
    assert all(pixels_of(picture, color) > 30 for color in found)


def test_counts_are_drawn_as_symbols(visit: Visit) -> None:
    visit.open("/densite?indicateur=gp_count&niveau=epci")
    assert visit.painted(":symboles:")
    assert visit.page.locator(".legend .round").count() == 3
    opaque = (
        visit.map_frame()
        .locator("canvas")
        .first.evaluate(
            "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(v => v)"
        )
    )
    assert opaque


def test_the_departement_filter_changes_the_picture(visit: Visit) -> None:
    visit.open("/acces")
    before = visit.picture()
    visit.page.get_by_role("radio", name="Nord", exact=True).click()
    visit.painted(":59:")
    visit.settle()
    after = visit.picture()
    assert before.shape == after.shape
    assert np.mean((before != after).any(axis=2)) > 0.05
    assert min(pixels_of(after, color) for color in visit.legend_colors()) > 30
    painted = """id => {
      let found;
      map.eachLayer((shape) => {
        if (shape.feature && shape.feature.id === id && shape.options.weight < 1) found = shape;
      });
      return [found.options.fillColor, found.options.fillPattern];
    }"""
    assert visit.map_frame().evaluate(painted, "62041") == ["#eceff2", None]  # pale, not hatched


def test_a_map_painted_while_it_has_no_size_fits_when_it_gets_one(visit: Visit) -> None:
    visit.open("/acces")
    frame = visit.page.locator("iframe[title^=Carte]")
    frame.evaluate("frame => { frame.style.display = 'none'; }")
    visit.page.get_by_role("radio", name="Nord", exact=True).click()
    visit.map_frame().wait_for_function("() => document.body.dataset.painted.includes(':59:')")
    frame.evaluate("frame => { frame.style.display = ''; }")
    visit.map_frame().wait_for_function("() => map.getSize().x > 200 && map.getZoom() > 7")
    assert visit.errors == []
    assert min(pixels_of(visit.picture(), color) for color in visit.legend_colors()) > 30
