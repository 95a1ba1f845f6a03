"""Pages once official files have brought indicators that the delivered release does not hold."""

import shutil
import sys
from pathlib import Path

import pytest
from reader import assert_sound, map_layer, notices, visit, widget, words
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from caremap.catalog.connectors import CONNECTOR_BY_ID
from caremap.paths import releases_dir
from etl.__main__ import app

sys.path.insert(0, str(Path(__file__).parents[1] / "contract"))
from official import apl_workbook, csv_file

RPPS = (
    "Identification nationale PP|Code profession|Code savoir-faire|Libellé savoir-faire|"
    "Code mode exercice|Code commune (coord. structure)|"
)
APL = ("Code commune INSEE", "Commune", "APL aux infirmières", "Population totale 2023")


@pytest.fixture(scope="module")
def official_dir(built_dir: Path, warehouse, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Release with the APL of nurses and the counts of the RPPS, on format samples."""
    folder = tmp_path_factory.mktemp("official")
    brought, data_dir = folder / "brought", folder / "data"
    brought.mkdir()
    shutil.copytree(releases_dir(built_dir), releases_dir(data_dir))
    codes = [c for (c,) in warehouse.execute("select commune_id from core.communes").fetchall()]
    rows = [[code, code, 100 + n % 50, 500] for n, code in enumerate(codes)]
    apl_workbook(brought / "apl_aux_infirmieres.xlsx", rows, 2023, APL)
    people = [f"{n}|60|||L|{codes[n % 300]}|" for n in range(900)]
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
