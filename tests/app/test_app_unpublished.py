"""An indicator without any figure where the reader looks: said, and no fold is empty."""

import shutil

import duckdb
import pytest
from reader import assert_sound, html, map_layer, notices, visit

from caremap.catalog import INDICATOR_BY_ID
from caremap.paths import current_release_id, releases_dir

PAS_DE_CALAIS = {"departement": "62", "indicateur": "gp_density"}


@pytest.fixture
def unpublished(served_dir, tmp_path, serve):
    """A release without density in Pas-de-Calais, nor any count of practitioners."""
    shutil.copytree(served_dir, tmp_path / "data")
    folder = releases_dir(tmp_path / "data") / current_release_id(served_dir)
    with duckdb.connect(folder / "warehouse.duckdb") as connection:
        connection.execute(
            "update marts.indicator_values set value = null, numerator = null"
            " where indicator_id = 'gp_count'"
            " or (indicator_id = 'gp_density' and starts_with(territory_id, '62'))"
        )
    serve(tmp_path / "data")


@pytest.mark.usefixtures("unpublished")
def test_the_page_says_that_nothing_is_published_and_what_to_do():
    app = visit("densite", PAS_DE_CALAIS)
    assert_sound(app)
    (said,) = [one for one in notices(app) if "n'est pas publié par commune" in one]
    assert "par commune dans le Pas-de-Calais." in said  # it is in the other one
    assert "un autre département" in said
    assert any('<p class="source">Source' in body for body in html(app))
    assert any("Rien à classer" in one for one in notices(app))


@pytest.mark.usefixtures("unpublished")
def test_what_is_folded_is_not_empty():
    explained = visit("densite", PAS_DE_CALAIS, unfolded="expliquer-carte")
    assert any(INDICATOR_BY_ID["gp_density"].definition in one.value for one in explained.markdown)
    (table,) = visit("densite", PAS_DE_CALAIS, unfolded="table-carte").dataframe
    assert table.proto.HasField("placeholder")  # else an absent number is written « None »
    rows = table.value
    assert len(rows) == 887
    assert rows["Valeur"].isna().all()
    assert set(rows[INDICATOR_BY_ID["gp_density"].short_label]) == {"n.d."}
    ranked = visit("densite", PAS_DE_CALAIS, unfolded="ouvrir-classement")
    assert any(one.value == "Rien à classer ici." for one in ranked.caption)


@pytest.mark.usefixtures("unpublished")
def test_a_count_without_any_figure_is_said_too():
    app = visit("densite", {"indicateur": "gp_count"}, unfolded="table-carte")
    assert_sound(app)
    assert any("n'est pas publié par commune" in one for one in notices(app))
    assert app.dataframe[0].value["Valeur"].isna().all()


@pytest.mark.usefixtures("unpublished")
def test_a_cross_with_it_is_still_drawn():
    app = visit("densite", PAS_DE_CALAIS | {"mode": "croisee"})
    assert_sound(app)


@pytest.fixture
def without_one_apl(served_dir, tmp_path, serve):
    """A release where Abancourt, without a trainee, and its EPCI have no APL of the last year."""
    shutil.copytree(served_dir, tmp_path / "data")
    folder = releases_dir(tmp_path / "data") / current_release_id(served_dir)
    with duckdb.connect(folder / "warehouse.duckdb") as connection:
        ((epci,),) = connection.execute(
            "select epci_id from core.communes where commune_id = '59001'"
        ).fetchall()
        connection.execute(
            "update marts.indicator_values set value = null, numerator = null"
            " where (territory_id, indicator_id) in"
            " (('59001', 'apl_gp_65'), (?, 'pop_share_apl_under_2_5'))",
            [epci],
        )
    serve(tmp_path / "data")


@pytest.mark.usefixtures("without_one_apl")
def test_a_territory_without_need_is_not_named_well_supplied():
    app = visit("stages", {"carte": "ecarts", "maille": "commune"})
    assert_sound(app)
    assert map_layer(app)["classes"][0] == "-"  # Abancourt, the first of the communes
    people, epci = (one.value for one in app.dataframe if "Écart" in one.value)
    unnamed = people.set_index("Écart").loc["n.d. (sans réponse ou sans APL publiée)"]
    assert (unnamed["EPCI"], unnamed["Communes"]) == ("2", "4")
    (own,) = epci[epci["dont communes à APL ≤ 2,5"].isna()].to_dict("records")
    assert own["Écart"] == "n.d."


@pytest.mark.usefixtures("served")
def test_what_is_not_named_when_every_need_is_known_has_no_answer():
    people = visit("stages").dataframe[-2].value
    assert people["Écart"].iloc[-1] == "n.d. (sans réponse)"
