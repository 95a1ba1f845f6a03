"""Pages once official files have brought indicators that the delivered release does not hold."""

import shutil
import sys
from pathlib import Path

import pytest
from reader import address, assert_sound, map_layer, notices, visit, widget, words
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from caremap.catalog.connectors import CONNECTOR_BY_ID
from caremap.catalog.indicators.official import OFFICIAL_INDICATORS
from caremap.composed import compose
from caremap.paths import releases_dir
from caremap.ui import store
from etl.__main__ import app

sys.path.insert(0, str(Path(__file__).parents[1] / "contract"))
from official import apl_workbook, csv_file
from samples import age_file, density_grid, zipped

RPPS = (
    "Identification nationale PP|Code profession|Code savoir-faire|Libellé savoir-faire|"
    "Code mode exercice|Code commune (coord. structure)|"
)
APL = ("Code commune INSEE", "Commune", "APL aux infirmières", "Population totale 2023")


@pytest.fixture(scope="module")
def official_dir(built_dir: Path, warehouse, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Release with the APL of nurses, the RPPS, ages and the density grid, on format samples."""
    folder = tmp_path_factory.mktemp("official")
    brought, data_dir = folder / "brought", folder / "data"
    brought.mkdir()
    shutil.copytree(releases_dir(built_dir), releases_dir(data_dir))
    codes = [c for (c,) in warehouse.execute("select commune_id from core.communes").fetchall()]
    rows = [[code, code, 100 + n % 50, 500] for n, code in enumerate(codes)]
    apl_workbook(brought / "apl_aux_infirmieres.xlsx", rows, 2023, APL)
    people = [f"{n}|60|||L|{codes[n % 300]}|" for n in range(900)]
    zipped(age_file(brought, codes), ("meta_age.CSV", "a;b\n"))
    density_grid(brought, [[c, "X", 1, "l", 9, 1, 1, 1 + int(c) % 7] for c in codes])
    csv_file(brought / "PS_LibreAcces_Personne_activite_20261008.txt", [RPPS, *people])
    done = CliRunner().invoke(app, ["refresh", "--data-dir", str(data_dir), "--from", str(brought)])
    assert done.exit_code == 0, done.output
    return data_dir


@pytest.fixture
def official(official_dir: Path, serve) -> Path:
    serve(official_dir)
    return official_dir


@pytest.mark.usefixtures("official")
class TestBrought:
    def test_the_density_page_maps_nurses_by_commune(self):
        page = visit("densite", {"indicateur": "rpps_density_nurse"})
        assert_sound(page)
        assert notices(page) == []
        assert map_layer(page)["level"] == "commune"
        chosen = widget(page, "selectbox", "Indicateur")
        assert chosen.value == "rpps_density_nurse"
        assert "Offre · Densité libérale (RPPS) : Infirmiers" in chosen.options
        assert "Annuaire santé (RPPS)" in words(page)

    def test_the_access_page_offers_the_series_of_nurses(self):
        page = visit("acces", {"serie": "apl_nurse"})
        assert_sound(page)
        assert widget(page, "selectbox", "Série d'APL").value == "apl_nurse"
        assert map_layer(page)["level"] == "commune"

    @pytest.mark.parametrize("name", ["territoire", "comparaison", "methode", "stages"])
    def test_other_pages_hold_them_without_harm(self, name):
        assert_sound(visit(name, {"territoire": "59350"}))

    def test_communes_put_together_have_what_was_brought(self):
        store.begin_run()
        codes = tuple(store.members("200093201")["commune_id"])
        together = compose("Ensemble", codes).id
        rows = store.profile(together)
        found = rows.set_index(["indicator_id", "year"])
        alone = store.profile("200093201").set_index(["indicator_id", "year"])
        brought = {one.id for one in store.loaded_indicators()}
        assert {"apl_nurse", "rpps_density_nurse", "share_75_plus", "pop_share_rural"} == brought
        assert brought <= set(rows["indicator_id"])
        for key, row in alone[alone.index.get_level_values(0).isin(brought)].iterrows():
            assert found.loc[key, "value"] == pytest.approx(row["value"])
            assert found.loc[key, "status"] == row["status"]

    def test_what_was_brought_is_the_sum_of_the_communes_put_together(self):
        store.begin_run()
        communes = ("59350", "59512", "62041")
        together = compose("Ensemble", communes).id
        rows = store.values("rpps_density_nurse", "commune", 2026).set_index("territory_id")
        rows = rows.loc[list(communes)]
        expected = 100_000 * rows["numerator"].sum() / rows["denominator"].sum()
        assert store.value_at("rpps_density_nurse", together, 2026) == pytest.approx(expected)

    @pytest.mark.parametrize("name", ["territoire", "comparaison"])
    def test_a_composed_territory_reads_what_was_brought(self, name):
        together = compose("Ensemble", ("59350", "59512", "62041")).id
        page = visit(name, {"territoire": together, "comparer": f"{together},59350"})
        assert_sound(page)
        table = page.dataframe[0].value.set_index("Indicateur")["Ensemble"]
        labels = {one.short_label for one in store.loaded_indicators()} & set(table.index)
        assert len(labels) >= 4
        assert {label for label in labels if table[label] == "n.d."} == set()

    @pytest.mark.parametrize("name", ["rpps_density_nurse", "apl_nurse", "share_75_plus"])
    def test_the_lines_asked_for_are_those_of_the_indicator_asked_for(self, name):
        page = visit("donnees", {"indicateur": name, "territoire": "59350"})
        assert_sound(page)
        chosen = widget(page, "selectbox", "Indicateur")
        assert chosen.value == name
        (indicator,) = [one for one in OFFICIAL_INDICATORS if one.id == name]
        assert f"**{indicator.label}**" in " ".join(one.value for one in page.markdown)
        columns = {column for table in page.dataframe for column in table.value.columns}
        assert {column for column in columns if "_" in column} == set()

    def test_what_was_brought_is_found_by_its_name(self):
        found = visit("synthese", unfolded="rechercher")
        box = widget(found, "selectbox", "Page, indicateur, mot ou territoire")
        assert "Indicateur · Densité libérale (RPPS) : Infirmiers" in box.options
        opened = box.set_value("indicateur:rpps_density_nurse").run()
        assert opened.title[0].value == "Densité médicale"
        assert address(opened) == {"indicateur": "rpps_density_nurse"}
        assert_sound(opened)


def test_a_link_to_a_series_that_is_not_there_shows_the_usual_one(served):
    page = visit("acces", {"serie": "apl_nurse"})
    assert_sound(page)
    assert widget(page, "selectbox", "Série d'APL").value == "apl_gp_65"


def test_known_files_say_what_becomes_of_them(served):
    assert "Fichiers reconnus" in [tab.label for tab in visit("donnees").tabs]
    alone = "from caremap.ui import steward, store\nstore.begin_run()\nsteward.known_files()\n"
    page = AppTest.from_string(alone, default_timeout=60).run()
    assert [error.value for error in page.exception] == []
    table = page.dataframe[0].value.set_index("Identifiant")
    assert set(table.index) == set(CONNECTOR_BY_ID)
    assert table.at["drees_apl_nurses", "Devient"] == "servi"
    assert "simplifiés ensemble" in table.at["etalab_contours", "Devient"]
