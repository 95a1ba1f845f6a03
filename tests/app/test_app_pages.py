"""Every page opens by its address, from the menu and from a rich link."""

import pytest
from reader import (
    MAIN,
    PAGE_IDS,
    address,
    assert_sound,
    html,
    map_layer,
    notices,
    turn_to,
    visit,
    widget,
)
from streamlit.testing.v1 import AppTest

from caremap.paths import current_release_id

RICH = {
    "territoire": "200090751",
    "departement": "62",
    "annee": "2023",
    "niveau": "epci",
    "indicateur": "apl_gp_65",
    "methode": "jenks",
    "classes": "6",
    "couches": "msp,cpts,zonage",
}
TITLES = {
    "synthese": "Accès aux soins dans le Nord et le Pas-de-Calais",
    "densite": "Densité médicale",
    "acces": "Accès aux soins",
    "territoire": "Nord et Pas-de-Calais",
    "methode": "Méthode",
}
pytestmark = pytest.mark.usefixtures("served")


@pytest.mark.parametrize("page_id", PAGE_IDS)
def test_a_page_opens_by_its_address_with_nothing_to_report(page_id):
    app = visit(page_id)
    assert_sound(app)
    assert [notice for notice in app.warning if "lien" in notice.value] == []
    assert address(app) == {}
    if page_id in TITLES:
        assert app.title[0].value == TITLES[page_id]


@pytest.mark.parametrize("page_id", PAGE_IDS)
def test_a_page_opens_from_the_menu_of_another(page_id):
    app = visit("synthese" if page_id != "synthese" else "densite")
    assert_sound(turn_to(app, page_id))
    assert app.title[0].value == visit(page_id).title[0].value


@pytest.mark.parametrize("page_id", PAGE_IDS)
def test_a_page_opens_from_a_rich_link_and_keeps_it(page_id):
    app = visit(page_id, RICH)
    assert_sound(app)
    assert not any("demandait" in notice for notice in notices(app))
    assert address(app) == RICH
    assert widget(app, "selectbox", "Territoire").value == "200090751"


def test_the_address_without_a_page_leads_to_the_first_one():
    app = AppTest.from_file(MAIN, default_timeout=60).run()
    assert_sound(app)
    assert app.title[0].value == TITLES["synthese"]


def test_a_rich_link_draws_the_view_it_says():
    app = visit("densite", RICH)
    layer = map_layer(app)
    assert (layer["level"], layer["departement"], layer["selected"]) == ("epci", "62", "200090751")
    assert layer["series"][0]["label"] == "APL, 65 ans ou moins"
    assert layer["families"] == ["msp", "cpts"]
    assert len(layer["zones"]) == 1534
    assert len(layer["palette"]) == len(set(layer["classes"]) - {"."}) == 6
    legend = next(body for body in html(app) if 'class="legend"' in body)
    assert "2023" in legend
    assert legend.count('class="count"') == 6


def test_an_official_class_keeps_its_colour_when_no_territory_is_above_it():
    whole = map_layer(visit("acces", {"niveau": "departement"}))
    part = map_layer(visit("acces", {"niveau": "departement", "departement": "62"}))
    colours = [layer["palette"][int(layer["classes"][1])] for layer in (whole, part)]
    assert colours[0] == colours[1]


@pytest.mark.parametrize("mode", ["classes", "croisee"])
@pytest.mark.parametrize("indicator_id", ["gp_density", "population_change", "zone", "gp_count"])
def test_an_indicator_of_any_kind_is_drawn_in_any_way(indicator_id, mode):
    app = visit("densite", {"indicateur": indicator_id, "mode": mode})
    assert_sound(app)
    expected = {"zone": "classes", "gp_count": "symboles"}.get(indicator_id, mode)
    assert map_layer(app)["mode"] == expected


@pytest.mark.parametrize("page_id", [page for page in PAGE_IDS if page != "methode"])
def test_a_page_names_the_release_and_its_source(page_id, served):
    app = visit(page_id)
    captions = " ".join(caption.value for caption in app.caption)
    assert current_release_id(served) in captions
    assert any('<p class="source">Source' in body for body in html(app))


@pytest.mark.parametrize("page_id", ["synthese", "densite", "acces"])
def test_a_map_comes_with_its_sentence_and_its_table(page_id):
    app = visit(page_id, unfolded="table-carte")
    assert any('class="reading"' in body for body in html(app))
    (twin,) = [e for e in app.expander if e.label.startswith("Tableau de la carte")]
    rows = twin.dataframe[0].value
    assert len(rows) == 1534
    assert set(rows["Département"]) == {"59", "62"}


@pytest.mark.parametrize("page_id", PAGE_IDS)
def test_every_table_and_chart_has_a_text_for_those_who_cannot_see_it(page_id):
    app = visit(page_id, {"territoire": "59350"})
    for kind in ("dataframe", "plotly_chart"):
        for element in app.get(kind):
            assert element.proto.alt, (kind, page_id)
