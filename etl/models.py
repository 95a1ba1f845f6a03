"""SQL models: one SELECT a file, folder = schema, ordered by the tables they read."""

from dataclasses import dataclass
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import duckdb
import sqlglot
from sqlglot import exp

from caremap.errors import CaremapError

SQL = Path(__file__).parent / "sql"
SCHEMAS = ("staging", "core", "marts")
LOADED_SCHEMAS = ("raw", "meta")


class ModelError(CaremapError):
    """A model that cannot be ordered: cycle, unknown table, or not one SELECT."""


@dataclass(frozen=True)
class Model:
    """One SELECT and the qualified name of the table it fills."""

    name: str
    sql: str
    reads: frozenset[str]


def read_models(folder: Path = SQL) -> list[Model]:
    """Return every model of the staging, core and marts folders; raise ModelError if malformed."""
    return [
        _read(path, f"{schema}.{path.stem}")
        for schema in SCHEMAS
        for path in sorted((folder / schema).glob("*.sql"))
    ]


def _read(path: Path, name: str) -> Model:
    sql = path.read_text(encoding="utf-8")
    return Model(name, sql, _tables_read(sql, path))


@lru_cache(maxsize=256)
def _tables_read(sql: str, path: Path) -> frozenset[str]:
    """Tables that one SELECT reads; the same text is parsed once for all builds of a process."""
    try:
        statements = sqlglot.parse(sql, dialect="duckdb")
    except sqlglot.errors.ParseError as error:
        raise ModelError(f"{path} ne se lit pas : {error}") from error
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise ModelError(f"{path} doit contenir un seul SELECT.")
    query = statements[0]
    local_names = {cte.alias for cte in query.find_all(exp.CTE)}
    found = set()
    for table in query.find_all(exp.Table):
        if table.db:
            found.add(f"{table.db}.{table.name}")
        elif table.name and table.name not in local_names:
            raise ModelError(f"{path} lit « {table.name} » sans nommer son schéma.")
    return frozenset(found)


def ordered(models: list[Model], loaded: set[str]) -> list[Model]:
    """Return the models, each after those it reads; `loaded` are the tables already there.

    Raises ModelError on an unknown table or a cycle.
    """
    by_name = {model.name: model for model in models}
    for model in models:
        unknown = sorted(model.reads - loaded - by_name.keys())
        if unknown:
            raise ModelError(f"{model.name} lit une table inconnue : {', '.join(unknown)}.")
    sorter = TopologicalSorter(
        {name: sorted(model.reads - loaded) for name, model in sorted(by_name.items())}
    )
    try:
        return [by_name[name] for name in sorter.static_order()]
    except CycleError as error:
        loop = " → ".join(error.args[1])
        raise ModelError(f"Les modèles se lisent en boucle : {loop}.") from error


def loaded_tables(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the qualified names of the tables and views of the warehouse."""
    rows = connection.execute(
        "select table_schema || '.' || table_name from information_schema.tables"
    ).fetchall()
    return {name for (name,) in rows}


def run(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Create the view (staging) or table (core, marts) of one model."""
    kind = "view" if model.name.startswith("staging.") else "table"
    try:
        connection.execute(f"create {kind} {model.name} as {model.sql}")
    except (duckdb.IOException, duckdb.OutOfMemoryException):
        raise  # the model is not what is wrong: there is no room
    except duckdb.Error as error:
        raise ModelError(f"Le modèle {model.name} a échoué : {error}") from error
