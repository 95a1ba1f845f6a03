"""Run the models on Apache Spark, from and to Parquet: the same SQL files, translated.

For data that one machine no longer holds (docs/echelle.md says when). The input is the folder
that `python -m etl export --format parquet` writes; the output has the same layout.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import sqlglot
from sqlglot import exp

from caremap.errors import CaremapError
from etl.models import Model, ordered, read_models
from etl.progress import Report, silent

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

INPUT_SCHEMAS = ("raw", "meta")
OUTPUT_SCHEMA = "marts"


class SparkUnavailable(CaremapError):
    """PySpark or Java is not installed, or the export holds no input of the models."""


def open_session() -> "SparkSession":
    """Return a Spark session: the one of the cluster that runs this, else a local one.

    Raises SparkUnavailable without PySpark or Java.
    """
    try:
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError as error:
        action = "Installez-le : python -m pip install -r requirements-spark.txt"
        raise SparkUnavailable("PySpark n'est pas installé.", action) from error
    settings = {
        # As in DuckDB: an overflow or a wrong cast is an error, not a null.
        "spark.sql.ansi.enabled": "true",
        "spark.sql.session.timeZone": "UTC",
        "spark.ui.enabled": "false",
        "spark.log.level": "ERROR",
    }
    builder = SparkSession.builder.appName("caremap")
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except PySparkRuntimeError as error:
        action = "Installez Java 17 ou plus récent, puis relancez."
        raise SparkUnavailable(f"Spark ne démarre pas : {error}.", action) from error


def run_models(session: "SparkSession", export: Path, to: Path, report: Report = silent) -> None:
    """Run staging, core and marts on an export; write each mart as Parquet under `to`.

    Raises SparkUnavailable when the export lacks the inputs, ModelError on an unknown table.
    """
    loaded = _register_inputs(session, export)
    models = ordered(read_models(), loaded)
    for done, model in enumerate(models, start=1):
        report("Calcul des tables (Spark)", done, len(models))
        rows = session.sql(translate(model, lambda name: session.table(_view(name)).columns))
        # A table kept or written cuts the plan, which would grow with each model.
        if model.name.startswith("core."):
            rows = rows.localCheckpoint()
        elif model.name.startswith(f"{OUTPUT_SCHEMA}."):
            folder = str(to / OUTPUT_SCHEMA / model.name.split(".")[1])
            rows.write.mode("error").parquet(folder)
            rows = session.read.parquet(folder)
        rows.createOrReplaceTempView(_view(model.name))


def _register_inputs(session: "SparkSession", export: Path) -> set[str]:
    folders = {
        f"{schema}.{folder.name}": folder
        for schema in INPUT_SCHEMAS
        for folder in sorted((export / schema).glob("*"))
    }
    if not folders:
        raise SparkUnavailable(
            f"{export} ne contient pas les tables d'entrée ({', '.join(INPUT_SCHEMAS)}).",
            "Écrivez-les : python -m etl export --format parquet --to DOSSIER",
        )
    for name, folder in folders.items():
        session.read.parquet(str(folder)).createOrReplaceTempView(_view(name))
    return set(folders)


def _view(name: str) -> str:
    """A temporary view has no schema: it goes into the name."""
    return name.replace(".", "__")


def translate(model: Model, columns_of: Callable[[str], list[str]]) -> str:
    """Return the Spark SQL of a model; `columns_of` gives the columns of a qualified table."""
    query = sqlglot.parse_one(model.sql, dialect="duckdb")
    columns_of_cte = {cte.alias: cte.this for cte in query.find_all(exp.CTE)}
    for union in list(query.find_all(exp.SetOperation)):
        if union.args.get("by_name"):
            _name_columns(union, columns_of, columns_of_cte)
    for table in list(query.find_all(exp.Table)):
        if table.db:
            table.set("this", exp.to_identifier(_view(f"{table.db}.{table.name}")))
            table.set("db", None)
    return query.sql(dialect="spark")


def _name_columns(
    union: exp.SetOperation,
    columns_of: Callable[[str], list[str]],
    ctes: dict[str, exp.Expression],
) -> None:
    """Turn a union by name into one by position: every leg names every column, or null."""
    legs = _legs(union)
    columns = {id(leg): _columns(leg, columns_of, ctes) for leg in legs}
    wanted = list(dict.fromkeys(name for names in columns.values() for name in names))
    for leg in legs:
        own = set(columns[id(leg)])
        cells = [
            exp.column(name) if name in own else exp.alias_(exp.null(), name) for name in wanted
        ]
        leg.replace(exp.select(*cells).from_(leg.copy().subquery("leg")))
    for part in (union, *union.find_all(exp.SetOperation)):
        part.set("by_name", None)


def _legs(query: exp.Expression) -> list[exp.Select]:
    if isinstance(query, exp.SetOperation):
        return [*_legs(query.this), *_legs(query.expression)]
    return [query] if isinstance(query, exp.Select) else []


def _columns(
    leg: exp.Select, columns_of: Callable[[str], list[str]], ctes: dict[str, exp.Expression]
) -> list[str]:
    names: list[str] = []
    for cell in leg.expressions:
        names += _star_columns(leg, columns_of, ctes) if cell.is_star else [cell.alias_or_name]
    return names


def _star_columns(
    leg: exp.Select, columns_of: Callable[[str], list[str]], ctes: dict[str, exp.Expression]
) -> list[str]:
    table = leg.find(exp.Table)
    if table is None:
        return []
    if table.db:
        return columns_of(f"{table.db}.{table.name}")
    inner = ctes[table.name]
    return _columns(inner, columns_of, ctes) if isinstance(inner, exp.Select) else []
