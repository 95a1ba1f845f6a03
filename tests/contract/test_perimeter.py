"""Another perimeter from the same sources: its file, its contracts, its figures."""

import shutil
from pathlib import Path

import duckdb
import pytest
from official import SHARED
from typer.testing import CliRunner

from caremap.catalog import EMBEDDED, departement_of
from caremap.errors import CaremapError, SourceRefused
from caremap.paths import REFERENCE, current_release_id, releases_dir
from caremap.released_perimeter import perimeter_of
from caremap.warehouse import Warehouse, open_current
from etl.__main__ import app
from etl.extract.__main__ import perimeter_folder
from etl.extract.choice import asked_in
from etl.perimeter import PERIMETER_FILE, read_perimeter

RUNNER = CliRunner()


def served(folder: Path) -> duckdb.DuckDBPyConnection:
    release = releases_dir(folder) / str(current_release_id(folder))
    return duckdb.connect(release / "warehouse.duckdb", read_only=True)


def test_the_delivered_file_says_what_the_catalog_says() -> None:
    found = read_perimeter(REFERENCE)
    assert (found.id, found.label, found.short_label) == ("59+62", EMBEDDED.label, "59 + 62")
    assert (found.departements, found.within) == (EMBEDDED.departements, EMBEDDED.within)
    assert found.faculty
    assert found.faculty.name == "Lille"


def test_a_release_holds_its_own_perimeter(published: Warehouse) -> None:
    found = perimeter_of(published)
    delivered = read_perimeter(REFERENCE)
    assert (found.id, found.extent, found.faculty) == (
        delivered.id, delivered.extent, delivered.faculty,
    )  # fmt: skip
    assert found.border == "de la Somme et de l'Aisne"


@pytest.mark.parametrize(
    ("old", "new", "line", "key"),
    [
        ('label = "Nord et Pas-de-Calais"', "label = 59", 2, "label"),
        ('["59", "62"]', '["59", "80"]', 4, "departements"),
        ('["59", "62"]', '["59"]', 4, "departements"),
        ('["59", "62"]', '["59", "59"]', 4, "departements"),
        ('["59", "62"]', '"59"', 4, "departements"),
        ("[1.5, 49.9, 4.3, 51.1]", "[4.3, 49.9, 1.5, 51.1]", 6, "extent"),
        ("[1.5, 49.9, 4.3, 51.1]", "[1.5, 49.9]", 6, "extent"),
        ('name = "Lille"', 'nom = "Lille"', 0, "faculty"),
        ('label = "Nord', 'label = Nord"', 0, "(fichier)"),
    ],
)
def test_a_bad_configuration_is_refused_where_it_stands(
    tmp_path: Path, old: str, new: str, line: int, key: str
) -> None:
    shutil.copy(REFERENCE / "departements.csv", tmp_path)
    text = (REFERENCE / PERIMETER_FILE).read_text("utf-8")
    assert old in text
    (tmp_path / PERIMETER_FILE).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(SourceRefused) as refused:
        read_perimeter(tmp_path)
    assert (key, line) in [(one.column, one.line) for one in refused.value.rejects]
    assert "La version servie n'a pas changé" in str(refused.value)


def test_without_configuration_nothing_is_built(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match=r"perimeter\.toml"):
        read_perimeter(tmp_path)


@pytest.mark.parametrize(("asked", "region"), [(["80"], ""), ([], "32"), (["all"], "")])
def test_without_archives_only_what_is_delivered_can_be_asked_for(
    tmp_path: Path, asked: list[str], region: str
) -> None:
    with pytest.raises(CaremapError, match="--from"):
        perimeter_folder(None, tmp_path, asked, region)
    assert not list(tmp_path.iterdir())


def test_the_delivered_files_are_never_overwritten() -> None:
    with pytest.raises(CaremapError, match="--to"):
        perimeter_folder(None, REFERENCE, ["62"], "")


def test_a_file_can_ask_for_departements_or_for_a_region(tmp_path: Path) -> None:
    path = tmp_path / "voulu.toml"
    path.write_text('departements = ["80", "60"]\nregion = "32"\n', "utf-8")
    assert asked_in(path) == (["80", "60"], "")
    path.write_text('region = "32"\n', "utf-8")
    assert asked_in(path) == ([], "32")
    path.write_text("region = 32?", "utf-8")
    with pytest.raises(CaremapError, match="departements = "):
        asked_in(path)


class TestPasDeCalais:
    def test_it_holds_its_communes_and_no_other(self, pas_de_calais_dir: Path) -> None:
        with served(pas_de_calais_dir) as warehouse:
            rows = warehouse.execute(
                "select level, count(*) from marts.territories group by all"
            ).fetchall()
            codes = warehouse.execute("select commune_id from core.communes").fetchall()
        assert dict(rows) | {"cpts": 0} == {
            "commune": 887, "epci": 20, "arrondissement": 7, "departement": 1, "perimetre": 1,
            "cpts": 0,
        }  # fmt: skip
        assert {departement_of(code) for (code,) in codes} == {"62"}

    @pytest.mark.parametrize(
        "indicator_id",
        ["gp_count", "apl_gp_65", "hospital_interns", "liberal_density_gp_all", "pop_share_zip"],
    )
    def test_its_figures_are_those_of_the_departement_in_the_whole(
        self, pas_de_calais_dir: Path, published: Warehouse, indicator_id: str
    ) -> None:
        query = (
            "select year, value from marts.indicator_values"
            " where indicator_id = ? and territory_id = '62' order by year"
        )
        with served(pas_de_calais_dir) as warehouse:
            found = warehouse.execute(query, [indicator_id]).fetchall()
        expected = published.profile("62")
        expected = expected[expected["indicator_id"] == indicator_id][["year", "value"]]
        assert found
        assert found == [tuple(row) for row in expected.itertuples(index=False)]

    def test_it_says_who_it_is(self, pas_de_calais_dir: Path) -> None:
        release = open_current(pas_de_calais_dir)
        found = perimeter_of(release)
        release.close()
        assert (found.id, found.label, found.codes) == ("perimetre-62", "Pas-de-Calais", ("62",))

    def test_a_commune_of_elsewhere_is_refused(
        self, pas_de_calais_dir: Path, tmp_path: Path
    ) -> None:
        shutil.copytree(pas_de_calais_dir / "reference", tmp_path / "reference")
        path = tmp_path / "reference" / "gp_2019.csv"
        path.write_text(path.read_text("utf-8") + "59350,1,0\n", "utf-8")
        result = RUNNER.invoke(
            app, ["build", "--reference", str(path.parent), "--data-dir", str(tmp_path / "data")]
        )
        assert isinstance(result.exception, SourceRefused)
        assert "59350" in str(result.exception)
        assert not (tmp_path / "data" / "releases" / "CURRENT").exists()


class TestSommeAndOise:
    def test_territories_are_there_and_no_figure_is_made_up(self, somme_oise_dir: Path) -> None:
        with served(somme_oise_dir) as warehouse:
            (communes,) = warehouse.execute("select count(*) from core.communes").fetchone()
            found = warehouse.execute(
                "select distinct indicator_id from marts.indicator_values"
            ).fetchall()
            label = warehouse.execute("select perimeter_id, label from meta.perimeter").fetchone()
        assert communes == 1451
        assert {name for (name,) in found} == {"population", "population_change", "share_65_plus"}
        assert label == ("60+80", "Oise et Somme")

    def test_official_files_fill_it(self, somme_oise_dir: Path, tmp_path: Path) -> None:
        if not SHARED.is_dir():
            pytest.skip(f"no official files in {SHARED}")
        data_dir = tmp_path / "data"
        shutil.copytree(somme_oise_dir, data_dir)
        result = RUNNER.invoke(
            app, ["refresh", "--from", str(SHARED / "cnam-2024"), "--data-dir", str(data_dir)]
        )
        assert result.exit_code == 0, result.output
        with served(data_dir) as warehouse:
            rows = warehouse.execute(
                "select territory_id from marts.indicator_values"
                " where indicator_id = 'liberal_density_gp_all' and year = 2024 order by 1"
            ).fetchall()
        assert rows == [("60",), ("80",)]
