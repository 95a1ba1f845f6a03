"""Exports: read back by other engines, equal to the warehouse, whole or absent."""

import json
from pathlib import Path

import duckdb
import geopandas as gpd
import pytest
from typer.testing import CliRunner

from caremap.catalog import INDICATOR_BY_ID
from etl.__main__ import app
from etl.export import MANIFEST, ExportRefused, export
from etl.inputs import file_sha256

RUNNER = CliRunner()
VALUES = "marts/indicator_values/*/*.parquet"


def run(built_dir: Path, kind: str, to: Path) -> None:
    options = ["--format", kind, "--to", str(to), "--data-dir", str(built_dir)]
    result = RUNNER.invoke(app, ["export", *options])
    assert result.exit_code == 0, result.output


@pytest.fixture(scope="module")
def parquet(built_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export") / "parquet"
    run(built_dir, "parquet", folder)
    return folder


def test_duckdb_reads_back_every_value(parquet: Path, warehouse: duckdb.DuckDBPyConnection) -> None:
    columns = "indicator_id, level, territory_id, year, value, numerator, denominator, status"
    query = f"select {columns} from {{}} order by all"
    files = f"read_parquet('{parquet / VALUES}', hive_partitioning = true)"
    expected = warehouse.execute(query.format("marts.indicator_values")).fetchall()
    assert duckdb.execute(query.format(files)).fetchall() == expected


def test_another_engine_reads_the_same_values(
    parquet: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    polars = pytest.importorskip("polars", reason="installez requirements-test.txt")
    read = polars.scan_parquet(parquet / VALUES, hive_partitioning=True)
    sums = read.group_by("level", "indicator_id").agg(
        polars.len().alias("rows"), polars.col("value").sum().alias("sum")
    )
    found = {(row[0], row[1]): row[2:] for row in sums.collect().iter_rows()}
    expected = warehouse.execute(
        "select level, indicator_id, count(*), sum(value) from marts.indicator_values group by all"
    ).fetchall()
    assert found.keys() == {row[:2] for row in expected}
    for level, indicator_id, rows, total in expected:
        assert found[level, indicator_id] == (rows, pytest.approx(total))


def test_every_table_of_the_release_is_in_the_export(
    parquet: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    tables = warehouse.execute(
        "select table_schema || '/' || table_name from information_schema.tables"
        " where table_schema in ('marts', 'meta', 'raw')"
    ).fetchall()
    written = {
        "/".join(path.relative_to(parquet).parts[:2])
        for schema in ("marts", "meta", "raw")
        for path in (parquet / schema).rglob("*.parquet")
    }
    assert written == {name for (name,) in tables}


def test_shapes_cover_the_two_departements_at_each_level(parquet: Path) -> None:
    areas = {}
    for level in ("commune", "epci", "arrondissement", "departement"):
        rows = gpd.read_parquet(parquet / "geometry" / level / "part-0.parquet")
        assert rows.crs.to_epsg() == 4326
        assert rows.is_valid.all()
        areas[level] = rows.to_crs(2154).area.sum() / 1e6
    assert areas["commune"] == pytest.approx(12_483, rel=0.002)
    for area in areas.values():
        assert area == pytest.approx(areas["commune"], rel=1e-6)


def test_the_manifest_names_the_release_and_every_file(parquet: Path, release: Path) -> None:
    manifest = json.loads((parquet / MANIFEST).read_text(encoding="utf-8"))
    assert manifest["release_id"] == release.name
    files = set(parquet.rglob("*.parquet"))
    assert {parquet / name for name in manifest["files"]} == files
    for path in list(files)[:5]:
        name = path.relative_to(parquet).as_posix()
        assert manifest["files"][name]["sha256"] == file_sha256(path)
    assert all(source["licence"] for source in manifest["sources"])


def test_geojson_holds_the_published_figures(
    built_dir: Path, tmp_path: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    run(built_dir, "geojson", tmp_path / "out")
    content = json.loads((tmp_path / "out" / "epci.geojson").read_text(encoding="utf-8"))
    found = {
        feature["properties"]["territory_id"]: feature["properties"]
        for feature in content["features"]
    }
    expected = warehouse.execute(
        "select territory_id, value from marts.indicator_values"
        " where indicator_id = 'apl_gp_65' and level = 'epci' and year = 2024"
    ).fetchall()
    assert len(found) == 36
    for territory_id, value in expected:
        assert found[territory_id]["apl_gp_65"] == value
        assert found[territory_id]["apl_gp_65_year"] == 2024
    indicators = set(next(iter(found.values()))) & set(INDICATOR_BY_ID)
    assert indicators >= {"population", "gp_density", "pop_share_zip"}
    assert "zone" not in indicators


def test_a_cell_that_a_spreadsheet_would_run_is_quoted(tmp_path: Path, release: Path) -> None:
    texts = ["=1+1", "+33", "-x", "@SUM(A1)", "\tx", "＝1", "ok", "l'Orée"]
    with duckdb.connect() as memory:
        memory.execute("create schema marts")
        memory.execute("create table marts.hostile (label varchar, amount integer)")
        memory.executemany("insert into marts.hostile values (?, -3)", [[t] for t in texts])
        export(memory, release, "csv", tmp_path / "out")
    path = tmp_path / "out" / "marts" / "hostile" / "part-0.csv"
    rows = duckdb.execute(f"select label, amount from read_csv('{path}', quote='\"')").fetchall()
    assert {label for label, _ in rows} == {f"'{t}" for t in texts[:6]} | set(texts[6:])
    assert {amount for _, amount in rows} == {-3}


def test_a_folder_that_holds_something_is_left_alone(
    tmp_path: Path, release: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    kept = tmp_path / "notes.txt"
    kept.write_text("à garder", encoding="utf-8")
    with pytest.raises(ExportRefused, match="n'est pas vide"):
        export(warehouse, release, "csv", tmp_path)
    assert list(tmp_path.iterdir()) == [kept]


def test_an_unknown_format_is_named(built_dir: Path, tmp_path: Path) -> None:
    options = ["--format", "xls", "--to", str(tmp_path / "out"), "--data-dir", str(built_dir)]
    result = RUNNER.invoke(app, ["export", *options])
    assert result.exit_code == 2
    assert "parquet, csv, geojson" in result.output
