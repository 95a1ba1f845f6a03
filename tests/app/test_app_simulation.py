"""The page « Simulation »: default, by a link, by its form; its figures are those of the engine."""

import csv
import io
import json
import re

import numpy as np
import pytest
import streamlit as st
from reader import address, assert_sound, map_layer, notices, visit, widget, words
from streamlit.testing.v1 import AppTest

from caremap.accessibility import CALIBRATED, PairList, leave_one_out, solve, weight_matrix
from caremap.exports.view import TablePiece
from caremap.formats import number, signed

# Three departures in Maubeuge, an MSP in Arras, an arrival in Fruges.
LINK = "g59392.n3~m62041.3~g62364.1~nom.Essai"
GP = 5_540.0


@pytest.fixture(scope="module")
def world(published):
    """Places, weights and published APL, read again from the release."""
    places = published.table("marts.accessibility_places").sort_values("place_id")
    times = published.table("marts.travel_times")
    ids = places["place_id"].to_numpy(str)
    pairs = PairList(
        np.searchsorted(ids, times["origin_id"].to_numpy(str)),
        np.searchsorted(ids, times["destination_id"].to_numpy(str)),
        times["minutes"].to_numpy(float),
        (len(ids), len(ids)),
    )
    return (
        places,
        weight_matrix(pairs, CALIBRATED.decay),
        published.values("apl_gp_65", "commune", 2024),
    )


def recomputed(world, added: dict[str, float]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Published APL, APL after the whole model is solved again, and people, by commune."""
    places, weights, apl = world
    supply, need = places["supply"].to_numpy(), places["need"].to_numpy()
    changed = supply + places["place_id"].map(added).fillna(0).to_numpy()
    moved = solve(weights, changed, need).index - solve(weights, supply, need).index
    before = apl["value"].to_numpy(float)
    return before, np.maximum(before + moved[: len(before)], 0), apl["population"].to_numpy(float)


def test_page_without_scenario_shows_the_published_level_and_where_to_start(served):
    app = visit("simulation")
    assert_sound(app)
    assert map_layer(app)["series"][0]["label"] == "APL, 65 ans ou moins"
    assert [b.label for b in app.button if "Fruges" in b.label]
    assert any("72\u202f% des communes" in notice for notice in notices(app))
    assert "Sans scénario" in words(app)


def test_figures_of_a_link_are_those_of_the_model_solved_again(served, world):
    before, after, people = recomputed(
        world, {"59392": -3 * GP, "62041": 3 * GP * 1.1, "62364": GP}
    )
    app = visit("simulation", {"scenario": LINK})
    assert_sound(app)
    shown = re.sub(" +", " ", words(app))
    for limit in (2.5, 4.0):
        up = people[(before <= limit) & (after > limit)].sum()
        down = people[(before > limit) & (after <= limit)].sum()
        assert up + down > 0
        assert f"{signed(up - down)} habitants" in shown
        assert number(up) in shown
        assert number(down) in shown
    assert signed((-3 + 3.3 + 1) * GP) in shown
    series = {one["label"]: one["values"] for one in map_layer(app)["series"]}
    np.testing.assert_allclose(series["APL + variation"], after, atol=0.00501)
    np.testing.assert_allclose(series["Variation modélisée"], after - before, atol=0.00501)


def test_the_largest_change_is_told_by_a_name_that_needs_no_article(served):
    shown = words(visit("simulation", {"scenario": "g62826.2"}))
    assert "le plus : Le Touquet-Paris-Plage (" in shown
    assert "à Le Touquet" not in shown


def test_hatching_is_leave_one_out_without_the_guard_zone(served, world):
    places, weights, apl = world
    own = np.where(places["kind"] == "commune", places["supply"], 0.0)
    solved = solve(weights, places["supply"].to_numpy(), places["need"].to_numpy())
    index = solved.index.copy()
    index[: len(apl)] = apl["value"]
    demand = solved.demand
    falls = weights.multiply((np.minimum(own, GP) / demand)[np.newaxis, :]).max(axis=1)
    low = index - falls.toarray().ravel()
    fragile = np.zeros(len(index), dtype=bool)
    for limit in (2.5, 4.0):
        fragile |= (index > limit) & (low <= limit)
    zones = map_layer(visit("simulation"))["zones"]
    assert [mark == "9" for mark in zones] == fragile[: len(apl)].tolist()
    assert leave_one_out(solved, GP, index).fragile.sum() >= fragile.sum()
    assert 0 < fragile[: len(apl)].sum() < len(apl)


@pytest.mark.parametrize(
    "hostile",
    ["<script>alert(1)</script>", "g59350.999", "g99999.1", "g59350.1' or 1=1",
     "~~".join(["g59350.1"] * 5), "x", "~".join(["g59350.1"] * 40)],
)  # fmt: skip
def test_hostile_scenario_is_refused_with_a_notice(served, hostile):
    app = visit("simulation", {"scenario": hostile, "actif": "9", "vue": "tout"})
    assert_sound(app)
    refused = [notice for notice in notices(app) if "Le lien demandait" in notice]
    assert len(refused) == 3
    assert "Sans scénario" in words(app)


def test_an_action_of_the_form_is_written_in_the_address_undone_and_removed(served):
    app = visit("simulation", {"territoire": "62364"})
    widget(app, "number_input", "Généralistes en plus (ou en moins)").set_value(2)
    widget(app, "button", "Ajouter au scénario").click().run()
    assert address(app)["scenario"] == "g62364.2"
    assert "Arrivée de 2 généralistes : Fruges" in " ".join(one.value for one in app.text)
    widget(app, "selectbox", "Action").select("retire").run()
    assert widget(app, "selectbox", "Commune ou territoire").value == "62364"
    widget(app, "button", "Annuler").click().run()
    assert "scenario" not in address(app)
    assert "Sans scénario" in words(app)


def test_more_departures_than_doctors_are_left_out_and_told(served):
    app = visit("simulation", {"scenario": "g59001.n1"})
    assert_sound(app)
    assert any("Action ignorée" in notice for notice in notices(app))
    assert any(value == 0 for value in map_layer(app)["series"][1]["values"])


def test_four_scenarios_at_most_are_compared_and_named(served):
    app = visit("simulation", {"scenario": LINK})
    for _ in range(3):
        widget(app, "button", "Dupliquer pour comparer").click().run()
    assert address(app)["scenario"].count("~~") == 3
    assert address(app)["actif"] == "4"
    assert widget(app, "button", "Dupliquer pour comparer").disabled
    widget(app, "text_input", "Nom du scénario").set_value("L'été <b>").run()
    assert address(app)["scenario"].split("~~")[3].endswith("~nom.L'été_b")
    widget(app, "button", "Supprimer ce scénario").click().run()
    assert address(app)["scenario"].count("~~") == 2
    assert_sound(app)


def test_an_example_fills_the_scenario(served):
    app = visit("simulation")
    (example,) = [b for b in app.button if "Maubeuge" in b.label]
    example.click().run()
    assert address(app)["scenario"] == "r200043396.100~nom.Départs_à_Maubeuge"
    assert_sound(app)


def test_the_model_is_explained_with_the_figures_of_the_release(served, published):
    from caremap.ui import simulation_compare, simulation_method

    figures = published.table("meta.accessibility_validity").set_index("figure_id")["value"]
    assert simulation_method._written("spearman_commune", figures["spearman_commune"]) == number(
        figures["spearman_commune"], 3
    )
    content = json.loads(simulation_compare.json_bytes())
    assert content["status"] == "estimated"
    assert content["release_id"] == published.release_id


def section_of(name: str):
    """One section of the detail drawn alone, at the address that the test gives it."""

    def page(section):
        from caremap.ui import record, simulation, simulation_compare, state, store

        store.begin_run()
        state.open_view("simulation")
        record.start("simulation")
        if section == "export":
            simulation_compare.export(simulation.chosen())
        else:
            simulation_compare.comparison()

    return AppTest.from_function(page, default_timeout=60, args=(name,))


def test_the_comparison_of_scenarios_is_in_the_files_too(served):
    app = section_of("comparison")
    app.query_params["scenario"] = f"{LINK}~~g62041.1"
    app.run()
    assert not app.exception
    (screen,) = [one.value for one in app.dataframe]
    assert list(screen.columns) == ["Chiffre", "1. Essai", "2. Scénario 2"]
    assert "Habitants à 2,5 ou moins après" in screen["Chiffre"].tolist()
    pieces = app.session_state["_dessin"].pieces
    (kept,) = [piece.rows() for piece in pieces if isinstance(piece, TablePiece)]
    assert kept.equals(screen)


@pytest.fixture
def files(served, monkeypatch):
    """Files of the section « Exporter », made as at a click: out of reach of the choices."""
    offered = {}

    def offer(label, content, **_):
        offered[label] = content

    monkeypatch.setattr(st, "download_button", offer)
    app = section_of("export")
    app.query_params.update({"scenario": f"{LINK}~~g62041.1", "annee": "2022"})
    app.run()
    assert not app.exception
    return {
        label: content() if callable(content) else content for label, content in offered.items()
    }


def test_the_communes_of_a_scenario_are_a_file_like_the_others(files, published):
    content = files["Communes (CSV)"]
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    rows = published.values("apl_gp_65", "commune", 2022)
    named = [dict(zip(lines[0], line, strict=True)) for line in lines[1 : len(rows) + 1]]
    assert lines[0][:5] == ["Code", "Territoire", "Code EPCI", "Population", "APL publiée, 2022"]
    apl = [float(one["APL publiée, 2022"].replace(",", ".") or "nan") for one in named]
    assert np.allclose(apl, rows["value"].to_numpy(float), equal_nan=True)
    arras = next(one for one in named if one["Code"] == "62041")
    gained = float(arras["Variation modélisée"].replace(",", "."))
    assert gained > 0
    assert float(arras["APL + variation"].replace(",", ".")) == pytest.approx(
        float(arras["APL publiée, 2022"].replace(",", ".")) + gained
    )
    assert arras["Statut de la somme"] == "estimé"
    about = dict(line[:2] for line in lines[len(rows) + 2 :])
    assert about["Version des données"] == published.release_id
    assert about["Choix : scénario de ce fichier"] == LINK
    assert "DREES" in about["Sources affichées"]
    assert "Licence" in about["Source"]


def test_the_scenarios_of_the_page_are_those_of_the_file(files):
    content = json.loads(files["Scénarios (JSON)"])
    assert content["address"] == f"{LINK}~~g62041.1"
    assert content["published"]["year"] == 2022
    assert [one["name"] for one in content["scenarios"]] == ["Essai", "Scénario 2"]
    assert len(content["scenarios"][0]["steps"]) == 3


def effect_by_epci(app):
    (table,) = [one.value for one in app.dataframe if "Passent au-dessus de 2,5" in one.value]
    return table.set_index("EPCI")


def test_an_epci_of_both_departements_is_whole_on_one_side_only(served, published):
    link = {"scenario": LINK, "departement": "59"}
    tables = {
        code: effect_by_epci(visit("simulation", link | {"departement": code}))
        for code in ("59", "62")
    }
    assert "CC Flandre Lys" not in tables["62"].index
    found = tables["59"].loc["CC Flandre Lys"]
    rows = published.values("apl_gp_65", "epci", 2024).set_index("name").loc["CC Flandre Lys"]
    assert found["Population"] == rows["population"]
    assert found["APL publiée"] == round(rows["value"], 2)
    assert len(tables["59"]) + len(tables["62"]) == 36
