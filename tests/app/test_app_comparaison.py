"""Comparaison: what is compared, from a link or by default, and a territory composed by hand."""

import json

import pytest
from reader import address, notices, visit, widget, words

from caremap.formats import number
from caremap.warehouse import Warehouse

pytestmark = pytest.mark.usefixtures("served")
BASIN = "~Mon bassin~62498.62510"


def compared(app) -> dict[str, dict[str, str]]:
    (table,) = (one.value for one in app.dataframe if "Indicateur" in one.value)
    return table.set_index("Indicateur").to_dict("index")


def test_both_departements_are_compared_at_first() -> None:
    app = visit("comparaison")
    row = compared(app)["Densité de généralistes"]
    assert (row["Nord"], row["Pas-de-Calais"]) == ("96,2", "83,9")


def test_a_chosen_territory_is_compared_with_what_is_around_it() -> None:
    app = visit("comparaison", {"territoire": "59350"})
    assert {"Lille", "Nord", "Nord et Pas-de-Calais"} <= set(compared(app)["APL, tous"])


def test_two_communes_of_one_name_are_two_columns() -> None:
    link = {"comparer": "59529,62742,~Bassin~62498,~Bassin~62510"}
    row = compared(visit("comparaison", link))["Population"]
    assert list(row)[2:] == [
        "Saint-Aubin (59529)",
        "Saint-Aubin (62742)",
        "Bassin (1)",
        "Bassin (2)",
    ]
    assert len(set(row.values())) == len(row)


def test_a_link_gives_the_same_territories() -> None:
    app = visit("comparaison", {"comparer": f"200093201,59350,{BASIN}"})
    assert list(compared(app)["Population"])[2:] == [
        "Métropole Européenne de Lille",
        "Lille",
        "Mon bassin",
    ]


def test_a_composed_territory_has_the_sum_of_its_communes(published: Warehouse) -> None:
    app = visit("comparaison", {"comparer": f"{BASIN},62"})
    people = published.territories().set_index("territory_id")["population"]
    expected = number(float(people["62498"] + people["62510"]))
    assert compared(app)["Population"]["Mon bassin"] == expected


@pytest.mark.parametrize("value", ["zz,59", "59,62,~a_b~59350", ",".join(["59350"] * 7)])
def test_a_bad_comparison_falls_back_and_says_so(value: str) -> None:
    app = visit("comparaison", {"comparer": value})
    assert not app.exception
    assert any("n'existe pas" in text for text in notices(app))
    assert "Nord" in compared(app)["Population"]


def test_one_territory_alone_says_what_to_do() -> None:
    app = visit("comparaison", {"comparer": "59350"})
    assert any("au moins deux" in text for text in notices(app))


def test_names_and_codes_are_pasted_and_what_is_unknown_stays() -> None:
    app = visit("comparaison", unfolded="composer")
    widget(app, "text_area", "Coller des noms ou des codes").input(
        "LIEVIN ; 62498\nca de lens liévin\nPetaouchnok"
    )
    app = widget(app, "button", "Ajouter ce qui est collé").click().run()
    chosen = widget(app, "multiselect", "Communes choisies").value
    assert {"62510", "62498"} <= set(chosen)
    assert len(chosen) > 30
    assert widget(app, "text_area", "Coller des noms ou des codes").value == "Petaouchnok"


def test_a_composed_territory_is_used_everywhere() -> None:
    app = visit("comparaison", unfolded="composer")
    widget(app, "text_area", "Coller des noms ou des codes").input("Lens\nLiévin")
    app = widget(app, "button", "Ajouter ce qui est collé").click().run()
    app = widget(app, "button", "Utiliser ce territoire").click().run()
    territory = address(app)["territoire"]
    assert territory == "~Territoire composé~62498.62510"
    sheet = visit("territoire", {"territoire": territory})
    assert sheet.title[0].value == "Territoire composé"
    assert not sheet.exception


@pytest.mark.parametrize(
    "page", ["synthese", "densite", "acces", "stages", "immersion", "attractivite", "simulation",
             "conventions", "presentation", "donnees", "methode"]
)  # fmt: skip
def test_each_page_takes_a_composed_territory(page: str) -> None:
    app = visit(page, {"territoire": BASIN})
    assert not app.exception
    assert not app.error
    assert widget(app, "selectbox", "Territoire").value == BASIN


def test_a_mark_beyond_the_scale_of_the_epci_is_said_to_be_at_its_end() -> None:
    app = visit("comparaison", {"comparer": "59529,62742"})
    assert "hors de cette étendue est mis à son bout" in words(app)
    (spine, *_) = app.get("plotly_chart")
    marks = [one for one in json.loads(spine.proto.spec)["data"] if one["type"] == "scatter"]
    (aubin,) = [one for one in marks if one.get("name") == "Saint-Aubin (62742)"]
    assert max(aubin["x"]) == 1
