"""The view is in the address: refused when unknown, followed from page to page."""

import re
from urllib.parse import parse_qsl

import pytest
from reader import PAGE_IDS, address, assert_sound, map_layer, notices, turn_to, visit, widget

from caremap.ui.parameters import PARAMETERS

pytestmark = pytest.mark.usefixtures("served")


@pytest.mark.parametrize("name", PARAMETERS)
def test_an_unknown_value_is_reported_and_the_page_still_works(name):
    app = visit("densite", {name: "zzz", "unknown": "zzz"})
    assert_sound(app)
    (notice,) = [n for n in notices(app) if "demandait" in n]
    assert notice.startswith(f"Le lien demandait {name} = ")
    assert "zzz" in notice
    assert "valeur par défaut" in notice
    assert map_layer(app)["series"][0]["label"] == "Densité de généralistes"


@pytest.mark.parametrize("page_id", PAGE_IDS)
def test_a_link_with_nothing_right_in_it_opens_the_default_view(page_id):
    app = visit(page_id, dict.fromkeys(PARAMETERS, "\u0000<b>É"))
    assert_sound(app)
    assert len([n for n in notices(app) if "demandait" in n]) == len(PARAMETERS)


@pytest.mark.parametrize("value", ["", "1789", "2024.0", "2 024", "-1"])
def test_a_year_that_is_not_one_is_not_taken(value):
    app = visit("acces", {"annee": value})
    assert_sound(app)
    assert widget(app, "selectbox", "Année").value == ""


@pytest.mark.parametrize("value", ["![x](https://e.org/x.png)", "[Ouvrir](https://e.org)"])
def test_a_notice_shows_a_value_as_text_only(value):
    app = visit("densite", {"territoire": value})
    (notice,) = [n for n in notices(app) if "demandait" in n]
    assert not re.search(r"[\[\]()<>`*]", notice)


def test_a_territory_chosen_on_one_page_is_chosen_on_all():
    app = visit("synthese")
    widget(app, "selectbox", "Territoire").select("59350").run()
    assert address(app) == {"territoire": "59350"}
    for page_id in (*PAGE_IDS[1:], PAGE_IDS[0]):
        assert_sound(turn_to(app, page_id))
        assert widget(app, "selectbox", "Territoire").value == "59350"
        assert address(app)["territoire"] == "59350"
    assert turn_to(app, "territoire").title[0].value == "Lille"


def test_going_back_to_the_whole_empties_the_address():
    app = visit("territoire", {"territoire": "59350"})
    widget(app, "button", "Revenir à l'ensemble").click().run()
    assert_sound(app)
    assert address(app) == {}
    assert app.title[0].value == "Nord et Pas-de-Calais"


def test_every_choice_is_written_into_the_address_by_its_id():
    app = visit("densite", unfolded="affichage")
    widget(app, "button_group", "Niveau").set_value("epci").run()
    widget(app, "selectbox", "Indicateur").select("apl_gp_65").run()
    widget(app, "selectbox", "Découpage").select("jenks").run()
    widget(app, "selectbox", "Classes").select("4").run()
    widget(app, "button_group", "Département").set_value("59").run()
    widget(app, "selectbox", "Année").select("2022").run()
    assert_sound(app)
    chosen = {
        "niveau": "epci",
        "indicateur": "apl_gp_65",
        "methode": "jenks",
        "classes": "4",
        "departement": "59",
        "annee": "2022",
    }
    assert address(app) == chosen
    again = visit("densite", chosen)
    painted, same = map_layer(app), map_layer(again)
    assert painted == same
    assert len(painted["palette"]) == 4


def test_a_default_is_left_out_of_the_address():
    app = visit("densite", {"niveau": "epci"})
    widget(app, "button_group", "Niveau").set_value("commune").run()
    assert address(app) == {}


def test_the_link_to_copy_opens_the_same_view():
    app = visit("acces", {"territoire": "62", "mesure": "evolution", "couches": "msp,hopital"})
    assert not app.code, "closed, it is not drawn"
    app.session_state["lien"] = True
    app.run()
    (link,) = [code.value for code in app.code]
    query = dict(pair.split("=") for pair in link.split("?")[1].split("&"))
    assert query == address(app)


@pytest.mark.parametrize(
    ("page", "label", "added"),
    [
        (
            "synthese",
            "Carte des internes",
            {"indicateur": "hospital_interns", "mode": "symboles"},
        ),
        ("territoire", "Changer les poids", {"maille": "epci"}),
    ],
)
def test_a_link_within_a_page_keeps_the_view(page, label, added):
    view = {"territoire": "200069672", "departement": "62", "annee": "2023"}
    app = visit(page, view)
    (link,) = [one.proto for one in app.get("page_link") if one.proto.label == label]
    assert dict(parse_qsl(link.query_string)) == view | added


def test_a_year_that_is_not_published_is_said_with_the_year_shown():
    app = visit("acces", {"annee": "2020"})
    assert_sound(app)
    notice = next(info.value for info in app.info if "2020" in info.value)
    assert "n'est pas publié" in notice
    assert "APL, 65 ans ou moins (2022)" in notice
    assert not [i for i in visit("acces", {"annee": "2023"}).info if "pas publié" in i.value]


@pytest.mark.parametrize(
    ("indicator_id", "level"),
    [("zone", "epci"), ("liberal_density_nurse", "commune"), ("pop_share_zip", "commune")],
)
def test_an_indicator_that_a_level_does_not_have_is_said_and_replaced(indicator_id, level):
    app = visit("densite", {"indicateur": indicator_id, "niveau": level})
    assert_sound(app)
    assert any("sans objet" in info.value for info in app.info)
    assert map_layer(app)["series"][0]["label"] == "Densité de généralistes"


def test_a_departement_leaves_the_other_one_out_of_classes_but_on_the_map():
    whole, part = map_layer(visit("densite")), map_layer(visit("densite", {"departement": "62"}))
    assert len(part["classes"]) == len(whole["classes"]) == 1534
    assert part["classes"][:647] == "." * 647  # communes of the Nord come first
    assert not set("-.") & set(part["classes"][647:])
