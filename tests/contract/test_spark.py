"""The models on Spark give, mart by mart, the rows that DuckDB gives."""

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from etl import spark
from etl.export import export
from etl.models import Model, read_models


@pytest.fixture(scope="module")
def folders(
    release: Path,
    warehouse: duckdb.DuckDBPyConnection,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, Path]:
    """Export of the release, and the marts that Spark made from its inputs."""
    pytest.importorskip("pyspark", reason="installez requirements-spark.txt")
    if shutil.which("java") is None:
        pytest.skip("Java 17 manque : les modèles ne sont pas essayés sur Spark")
    home = tmp_path_factory.mktemp("spark")
    export(warehouse, release, "parquet", home / "export")
    # What serves a cluster (many partitions, plans compiled and revised as they run) is most of
    # the time of ninety small queries on two cores.
    settings = (
        "--master local[2] --conf spark.sql.shuffle.partitions=1"
        " --conf spark.sql.codegen.wholeStage=false --conf spark.sql.codegen.factoryMode=NO_CODEGEN"
        " --conf spark.sql.adaptive.enabled=false"
        ' --driver-java-options "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC" pyspark-shell'
    )
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PYSPARK_SUBMIT_ARGS", settings)
        session = spark.open_session()
    spark.run_models(session, home / "export", home / "spark")
    session.stop()
    return home / "export", home / "spark"


def test_every_mart_is_the_same_on_both_engines(folders: tuple[Path, Path]) -> None:
    exported, computed = folders
    marts = sorted(model.name[6:] for model in read_models() if model.name.startswith("marts."))
    assert sorted(path.name for path in (computed / "marts").iterdir()) == marts
    differing = {}
    for mart in marts:
        ours = f"read_parquet('{exported}/marts/{mart}/**/*.parquet', hive_partitioning = true)"
        theirs = f"read_parquet('{computed}/marts/{mart}/*.parquet')"
        names = [f'"{row[0]}"' for row in duckdb.execute(f"describe from {theirs}").fetchall()]
        columns = ", ".join(names)
        both = [f"select {columns} from {one}" for one in (ours, theirs)]
        lost = duckdb.execute(f"{both[0]} except all {both[1]}").fetchall()
        added = duckdb.execute(f"{both[1]} except all {both[0]}").fetchall()
        if lost or added:
            differing[mart] = (lost[:2], added[:2])
    assert differing == {}


def unknown(_: str) -> list[str]:
    raise AssertionError("no table needed")


@pytest.mark.parametrize(
    ("sql", "columns_of", "expected"),
    [
        ("select a from raw.one", unknown, "SELECT a FROM raw__one"),
        (
            "select a from raw.one union all by name select b, a from raw.two",
            unknown,
            "SELECT a, NULL AS b FROM (SELECT a FROM raw__one) AS leg UNION ALL "
            "SELECT a, b FROM (SELECT b, a FROM raw__two) AS leg",
        ),
        (
            "select * from raw.one union all by name select * from raw.two",
            lambda name: {"raw.one": ["a"], "raw.two": ["a", "b"]}[name],
            "SELECT a, NULL AS b FROM (SELECT * FROM raw__one) AS leg UNION ALL "
            "SELECT a, b FROM (SELECT * FROM raw__two) AS leg",
        ),
        (
            "select *, 1 as c from raw.one union all by name select b from raw.two",
            lambda name: ["a"],
            "SELECT a, c, NULL AS b FROM (SELECT *, 1 AS c FROM raw__one) AS leg UNION ALL "
            "SELECT NULL AS a, NULL AS c, b FROM (SELECT b FROM raw__two) AS leg",
        ),
    ],
)
def test_a_union_by_name_becomes_one_by_position(
    sql: str, columns_of: Callable[[str], list[str]], expected: str
) -> None:
    model = Model("core.one", sql, frozenset())
    assert spark.translate(model, columns_of) == expected


def test_a_folder_without_inputs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(spark.SparkUnavailable, match="tables d'entrée"):
        spark.run_models(None, tmp_path, tmp_path / "out")
