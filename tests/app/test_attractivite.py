"""The attractiveness page: weights, ranks, proxies, link, files."""

import re

import numpy as np
import pytest
from reader import address, assert_sound, map_layer, notices, turn_to, visit, widget, words

from caremap.catalog.attractiveness import FAMILIES
from caremap.weightings import Weighting, write_weighting

pytestmark = pytest.mark.usefixtures("served")
PAGE = "attractivite"
LINK = {
    "poids": "3-2-2-0-1-0",
    "normalisation": "rang",
    "agregation": "geometrique",
    "tirages": "tous",
}


def twin_table(view):
    """The table that opens under the map, for a view of the address."""
    from streamlit.testing.v1 import AppTest

    def page():
        import streamlit as st

        from caremap.ui import attractiveness_map, attractiveness_store

        settings = attractiveness_store.Settings(
            "epci", (2, 2, 2, 0, 2, 0), "minmax", "lineaire", "autour"
        )
        st.dataframe(attractiveness_map.table_of(settings))

    app = AppTest.from_function(page, default_timeout=60)
    app.session_state["_view"] = view
    return app.run().dataframe[0].value


def slider(app, label):
    return widget(app, "slider", label)


def test_families_without_figures_say_so_and_cannot_weigh():
    app = visit(PAGE)
    assert_sound(app)
    sliders = app.slider
    assert len(sliders) == len(FAMILIES)
    assert {one.label for one in sliders if one.disabled} == {
        "Horaires de travail : sans donnée",
        "Loisirs : sans donnée",
    }
    assert [one.value for one in sliders] == [2, 2, 2, 0, 2, 0]


def test_the_page_says_that_it_predicts_nothing():
    app = visit(PAGE)
    assert any("ne prédit aucune installation" in notice for notice in notices(app))


def test_every_epci_has_a_class_a_rank_and_an_interval():
    layer = map_layer(visit(PAGE))
    assert layer["level"] == "epci"
    assert len(layer["classes"]) == 36
    assert "-" not in layer["classes"]
    score, rank, low, high = (np.array(series["values"]) for series in layer["series"])
    assert sorted(rank.tolist()) == list(range(1, 37))
    assert (np.diff(score[np.argsort(rank)]) <= 0).all()
    assert (low <= rank).all()
    assert (rank <= high).all()
    assert score.min() >= 0
    assert score.max() <= 100


def test_the_widest_interval_is_told_by_a_name_without_article():
    told = words(visit(PAGE))
    assert re.search(r"sont solides ; le plus fragile : [^,]+, de \d+ à \d+\.", told)


def test_the_reading_and_the_twin_table_give_the_same_first_rank():
    app = visit(PAGE)
    table = twin_table({})
    first = table.iloc[0]
    assert first["Rang"] == 1
    assert f"{first['Territoire']} a le score le plus élevé" in words(app)
    assert len(table) == 36
    # Distance to Lille, by hand: the metropolis is around Lille, the coast is far.
    column = "Distance à Lille (km)"
    by_name = table.set_index("Territoire")[column]
    assert by_name.idxmin() == "Métropole Européenne de Lille"
    assert by_name["CA du Boulonnais"] > 90


def test_moving_a_weight_repaints_the_map_and_writes_the_link():
    app = visit(PAGE)
    before = map_layer(app)
    slider(app, "Transport").set_value(0).run()
    assert_sound(app)
    after = map_layer(app)
    assert address(app)["poids"] == "2-2-2-0-0-0"
    assert after["key"] != before["key"]
    assert after["series"][0]["values"] != before["series"][0]["values"]


def test_a_link_opens_the_same_view_and_stays():
    app = visit(PAGE, LINK)
    assert_sound(app)
    assert address(app) == LINK
    assert [one.value for one in app.slider] == [3, 2, 2, 0, 1, 0]
    moved = slider(app, "Transport").set_value(5).run()
    again = visit(PAGE, {**LINK, "poids": "3-2-2-0-5-0"})
    assert map_layer(moved)["series"] == map_layer(again)["series"]
    assert map_layer(visit(PAGE))["series"] != map_layer(again)["series"]


def test_weights_on_families_without_figures_are_said_to_count_for_nothing():
    app = visit(PAGE, {"poids": "1-0-0-4-0-0"})
    assert any("compté 0 : Horaires de travail" in caption.value for caption in app.caption)
    only = visit(PAGE, {"poids": "0-0-0-4-0-0"})
    assert any("poids égaux appliqués" in warning.value for warning in only.warning)
    assert map_layer(only)["series"][0]["values"] == map_layer(visit(PAGE))["series"][0]["values"]


@pytest.mark.parametrize("poids", ["0-0-0-0-0-0", "9-1-1-1-1-1", "<b>", "1-1"])
def test_a_wrong_link_falls_back_and_says_so(poids):
    app = visit(PAGE, {"poids": poids})
    assert_sound(app)
    assert any("demandait poids" in warning.value for warning in app.warning)
    assert address(app) == {"poids": poids} or "poids" not in address(app)


def test_taking_every_weight_away_goes_back_to_equal_weights():
    app = visit(PAGE, {"poids": "0-0-0-0-3-0"})
    slider(app, "Transport").set_value(0).run()
    assert "poids" not in address(app)
    assert slider(app, "Transport").value == 2


def test_communes_are_ranked_too():
    app = visit(PAGE, {"maille": "commune"})
    assert_sound(app)
    layer = map_layer(app)
    assert layer["level"] == "commune"
    assert len(layer["classes"]) == 1534


def test_the_departement_filters_the_map_not_the_ranking():
    table = twin_table({"departement": "62"})
    layer = map_layer(visit(PAGE, {"departement": "62"}))
    assert 36 - layer["classes"].count(".") == len(table)
    assert "-" not in layer["classes"]
    assert set(table["Département"]) == {"62"}
    assert table["Rang"].max() > len(table)


def test_the_weights_come_back_with_the_reader():
    app = visit(PAGE, {"poids": "5-0-0-0-1-0"})
    turn_to(app, "densite")
    assert slider(turn_to(app, PAGE), "Structure d'accueil").value == 5


@pytest.mark.parametrize("name", ["ranks", "composition", "proxies", "keep"])
def test_every_section_is_drawn_for_any_choice(name):
    from streamlit.testing.v1 import AppTest

    def page(section):
        from caremap.ui import attractiveness_files, attractiveness_store, attractiveness_tabs

        settings = attractiveness_store.Settings(
            "epci", (3, 2, 2, 0, 1, 0), "rang", "geometrique", "tous"
        )
        module = attractiveness_files if section == "keep" else attractiveness_tabs
        getattr(module, section)(settings)

    app = AppTest.from_function(page, default_timeout=60, args=(name,)).run()
    assert [error.value for error in app.exception] == []
    for chart in app.get("plotly_chart"):
        assert chart.proto.alt
    if name == "proxies":
        assert sum("Sans donnée" in info.value for info in app.info) == 2
        assert any("approximation" in one.value for one in app.markdown)
    if name == "ranks":
        assert any("au plus un cinquième" in caption.value for caption in app.caption)


def test_a_weighting_file_is_loaded_whole_or_not_at_all():
    from streamlit.testing.v1 import AppTest

    def page():
        import streamlit as st

        from caremap.ui import attractiveness_files, attractiveness_store, state

        settings = attractiveness_store.Settings(
            "epci", (2, 2, 2, 0, 2, 0), "minmax", "lineaire", "autour"
        )
        attractiveness_files.keep(settings)
        st.text(f"{state.get('poids')}|{state.get('normalisation')}|{state.get('agregation')}")

    app = AppTest.from_function(page, default_timeout=60).run()
    mine = Weighting("Atelier <3".replace("<", ""), (5, 0, 1, 0, 1, 0), "zscore", "geometrique")
    app.file_uploader[0].upload("mine.json", write_weighting(mine), "application/json").run()
    assert [error.value for error in app.exception] == []
    assert app.text[-1].value == "5-0-1-0-1-0|zscore|geometrique"
    app.file_uploader[0].upload("bad.json", b"{}", "application/json").run()
    assert any("refusée" in warning.value for warning in app.warning)
    assert app.text[-1].value == "5-0-1-0-1-0|zscore|geometrique"
