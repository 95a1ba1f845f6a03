"""Every page of the dashboard on another perimeter than the delivered one."""

import shutil
from pathlib import Path

import duckdb
import pytest
from reader import PAGE_IDS, address, assert_sound, html, notices, visit, widget, words
from streamlit.testing.v1 import AppTest


@pytest.fixture(scope="module")
def pas_de_calais(pas_de_calais_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served-62") / "data"
    shutil.copytree(pas_de_calais_dir, folder)
    return folder


@pytest.fixture(scope="module")
def somme_oise(somme_oise_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served-60-80") / "data"
    shutil.copytree(somme_oise_dir, folder)
    return folder


def test_every_page_opens_on_one_departement(serve, pas_de_calais: Path) -> None:
    serve(pas_de_calais)
    for page_id in PAGE_IDS:
        app = visit(page_id)
        assert_sound(app)
        assert "Nord et Pas-de-Calais" not in " ".join(html(app)), page_id


def test_names_and_filters_are_those_of_the_perimeter(serve, pas_de_calais: Path) -> None:
    serve(pas_de_calais)
    app = visit("synthese")
    assert app.title[0].value == "Accès aux soins dans le Pas-de-Calais"
    assert "Département entier" in words(app)
    assert widget(app, "selectbox", "Territoire").value == "perimetre-62"
    (departements,) = [one for one in app.get("button_group") if one.label == "Département"]
    assert list(departements.options) == ["Tous", "Pas-de-Calais"]


def test_a_scenario_starts_from_places_that_exist(serve, pas_de_calais: Path) -> None:
    serve(pas_de_calais)
    app = visit("simulation")
    labels = [button.label for button in app.button]
    assert not [label for label in labels if "Maubeuge" in label]
    assert [label for label in labels if "Fruges" in label]


def test_facts_are_those_of_the_release(serve, pas_de_calais_dir: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(pas_de_calais_dir, tmp_path / "data")
    (warehouse,) = folder.glob("releases/*/warehouse.duckdb")
    with duckdb.connect(warehouse) as connection:
        connection.execute(
            "update meta.accessibility_validity set value = 0.613 "
            "where figure_id = 'same_class_share'"
        )
        connection.execute("update meta.perimeter set faculty_name = 'Amiens'")
        connection.execute("delete from marts.immersion_hosts")
    serve(folder)
    app = visit("simulation")
    assert any("61\u202f% des communes" in notice for notice in notices(app))
    method = AppTest.from_string(
        "from caremap.ui import simulation_method, state\nstate.open_view('methode')\n"
        "simulation_method.accessibility_model()",
        default_timeout=60,
    ).run()
    told = " ".join(one.value for one in method.markdown)
    assert "Somme" not in told
    assert "Au-delà de la limite du périmètre" in told
    stages = visit("stages", {"volet": "sites"})
    assert "À plus de 50 km d'Amiens" in words(stages)
    assert "Distance d'Amiens (km)" in stages.dataframe[0].value.columns
    assert "Flux depuis Amiens" in widget(stages, "button_group", "Carte").options
    sheet = visit("territoire", {"territoire": "62041"})
    assert "Sept des huit" not in " ".join(notices(sheet))


def test_a_link_to_another_departement_falls_back(serve, pas_de_calais: Path) -> None:
    serve(pas_de_calais)
    app = visit("densite", {"departement": "59", "territoire": "59350"})
    assert_sound(app)
    told = " ".join(warning.value for warning in app.warning)
    assert "departement" in told
    assert "territoire" in told


def test_comparison_starts_with_the_whole_and_its_largest_epci(serve, pas_de_calais: Path) -> None:
    serve(pas_de_calais)
    app = visit("comparaison")
    (chosen,) = app.multiselect
    assert chosen.value[0] == "perimetre-62"
    assert len(chosen.value) == 3
    assert address(app) == {}


def test_every_page_opens_where_no_figure_is_loaded(serve, somme_oise: Path) -> None:
    serve(somme_oise)
    for page_id in PAGE_IDS:
        assert_sound(visit(page_id))
    said = " ".join(info.value for info in visit("stages").info)
    assert "Aucun stage ni interne dans cette version" in said
