"""Pages about one territory hold for each kind of territory."""

import json
import re

import pytest
from reader import assert_sound, html, visit, words

TERRITORIES = {
    "59350": "Lille",
    "62041": "Arras",
    "59183": "Dunkerque",
    "59006": "L'Orée de Mormal",  # merged in 2025
    "62447": "Hesdin-la-Forêt",  # merged in 2025
    "59001": "Abancourt",  # no doctor
    "200093201": "Métropole Européenne de Lille",
    "200069672": "CC du Ternois",  # one commune lies outside
    "596": "Valenciennes",
    "59": "Nord",
    "62": "Pas-de-Calais",
    "59+62": "Nord et Pas-de-Calais",
}
pytestmark = pytest.mark.usefixtures("served")


@pytest.mark.parametrize("page_id", ["territoire", "acces", "densite"])
@pytest.mark.parametrize("territory_id", TERRITORIES)
def test_a_page_opens_on_any_kind_of_territory(page_id, territory_id):
    app = visit(page_id, {"territoire": territory_id})
    assert_sound(app)
    assert not [n.value for n in app.warning if "demandait" in n.value]
    if page_id != "territoire":
        assert any('class="sheet"' in body for body in html(app))


@pytest.mark.parametrize("territory_id", ["59350", "200093201", "59", "59+62"])
def test_a_sheet_compares_with_those_above_and_with_peers(territory_id):
    app = visit("territoire", {"territoire": territory_id})
    table = app.dataframe[0].value
    assert ("Semblables" in table.columns) == (territory_id in {"59350", "200093201"})
    assert ("Nord" in table.columns) == (territory_id in {"59350", "200093201", "59"})
    assert ("59 + 62" in table.columns) == (territory_id != "59+62")
    assert len(table) >= 10


@pytest.mark.parametrize("territory_id", ["59", "59+62"])
def test_a_sheet_ranks_nothing_where_nothing_is_compared(territory_id):
    shown = " ".join(words(visit("territoire", {"territoire": territory_id})).split())
    assert "Aucun indicateur dans" not in shown
    assert shown.count("Pas de classement à ce niveau") == 2


def test_a_zero_is_a_figure_and_what_nobody_published_is_not():
    table = visit("territoire", {"territoire": "59001"}).dataframe[0].value
    own = dict(zip(table["Indicateur"], table["Abancourt"], strict=True))
    assert own["Généralistes (nombre)"] == "0"
    assert own["Généralistes de 60 ans et plus"] == "n.d."
    whole = dict(zip(table["Indicateur"], table["59 + 62"], strict=True))
    assert whole["Zonage médecin"] == "sans objet"


@pytest.mark.parametrize("territory_id", ["59", "59036", "62041"])
def test_a_name_is_written_without_the_article_it_may_need(territory_id):
    name = TERRITORIES.get(territory_id, "Avesnes-sur-Helpe")
    app = visit("territoire", {"territoire": territory_id})
    alts = [one.proto.alt for one in app.dataframe]
    assert f"Indicateurs comparés : {name}" in alts
    titles = [*alts, *(one.label for one in app.expander)]
    assert not [title for title in titles if f"de {name}" in title]
    if territory_id == "59":
        assert "Les 647 communes : Nord" in titles


def test_the_year_of_a_table_is_not_a_quantity():
    app = visit("territoire", {"territoire": "62041"}, unfolded="table-apl")
    settings = {
        title: json.loads(one.proto.columns)
        for one in app.dataframe
        if (title := one.proto.alt) == "Tableau des APL"
    }
    assert settings["Tableau des APL"]["Année"]["type_config"]["format"] == "%d"


def test_every_cpts_with_a_perimeter_has_its_sheet(warehouse):
    rows = warehouse.execute("select territory_id from marts.territories where level = 'cpts'")
    ids = [row[0] for row in rows.fetchall()]
    assert ids
    for territory_id in ids:
        assert_sound(visit("territoire", {"territoire": territory_id}))


def test_the_card_beside_a_map_is_that_of_the_chosen_territory(warehouse):
    people = warehouse.execute(
        "select population from marts.territories where territory_id = '62041'"
    ).fetchone()[0]
    card = words(visit("acces", {"territoire": "62041"}))
    assert "Arras" in card
    assert f"Commune · {people:,} habitants".replace(",", "\u202f") in card


@pytest.mark.parametrize(("territory_id", "level"), [("59350", "commune"), ("200041960", "epci")])
def test_a_sheet_says_the_rank_of_the_attractiveness_page(territory_id, level):
    link = {"territoire": territory_id, "maille": level}
    told = [body for body in html(visit("territoire", link)) if "Critères nommés" in body]
    rank, ranked = re.search(r"Rang ([\d\s]+) sur ([\d\s]+)", told[0]).groups()
    app = visit("attractivite", link, unfolded="tableau-attractivite")
    name = TERRITORIES.get(territory_id, "CC Pévèle-Carembault")
    table = next(one.value for one in app.dataframe if "Rang" in one.value)
    row = table[table["Territoire"] == name].iloc[0]
    assert int("".join(rank.split())) == int(row["Rang"])
    assert int("".join(ranked.split())) == int(table["Rang"].max())
