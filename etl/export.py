"""Write the served release as files that other tools read: Parquet, CSV or GeoJSON.

<to>/export.json                                   release, versions, licence, tables, hashes
<to>/marts/indicator_values/level=epci/part-0.parquet   one folder per level, Hive style
<to>/<schema>/<table>/part-0.parquet               every other table
<to>/geometry/<level>/part-0.parquet               GeoParquet, WGS 84
"""

import json
import shutil
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from caremap.catalog import SOURCES
from caremap.errors import CaremapError
from etl.export_geometry import write_geojson, write_geoparquet
from etl.inputs import file_sha256
from etl.progress import Report, silent

MANIFEST = "export.json"
# Inputs of the models come along in Parquet, so that another engine can run them again.
SCHEMAS = {"parquet": ("marts", "meta", "raw"), "csv": ("marts", "meta")}
PARTITIONED = {"marts.indicator_values": "level"}
# A spreadsheet runs a text that starts so; exported texts then start with an apostrophe.
FORMULA_STARTS = r"^[=+\-@\t\r＝＋－＠]"


class ExportRefused(CaremapError):
    """The export cannot be written where it was asked for."""


def export(
    connection: duckdb.DuckDBPyConnection,
    release: Path,
    kind: str,
    to: Path,
    report: Report = silent,
) -> list[Path]:
    """Write every table of a release in one format; return the files, by name.

    The folder appears whole or not at all. Raises ExportRefused when it already holds something.
    """
    if to.exists() and any(to.iterdir()):
        raise ExportRefused(f"Le dossier {to} n'est pas vide.", "Choisissez un dossier neuf.")
    aside = to.with_name(f".{to.name}-{uuid.uuid4().hex[:8]}")
    aside.mkdir(parents=True)
    try:
        _WRITERS[kind](connection, release, aside, report)
        files = sorted(path for path in aside.rglob("*") if path.is_file())
        _write_manifest(aside, release, kind, files)
        if to.exists():
            to.rmdir()
        aside.rename(to)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return sorted(path for path in to.rglob("*") if path.is_file())


def _write_parquet(
    connection: duckdb.DuckDBPyConnection, release: Path, to: Path, report: Report
) -> None:
    _write_tables(connection, "parquet", to, report)
    write_geoparquet(connection, release, to / "geometry", report)


def _write_csv(
    connection: duckdb.DuckDBPyConnection, release: Path, to: Path, report: Report
) -> None:
    del release
    _write_tables(connection, "csv", to, report)


def _write_tables(
    connection: duckdb.DuckDBPyConnection, kind: str, to: Path, report: Report
) -> None:
    tables = _tables(connection, SCHEMAS[kind])
    for done, (schema, table) in enumerate(tables, start=1):
        report("Export des tables", done, len(tables))
        rows = connection.execute(f"select * from {schema}.{table} order by all")  # noqa: S608
        _write_table(rows, f"{schema}.{table}", kind, to / schema / table)


def _tables(
    connection: duckdb.DuckDBPyConnection, schemas: tuple[str, ...]
) -> list[tuple[str, str]]:
    return connection.execute(
        "select table_schema, table_name from information_schema.tables"
        " where list_contains(?, table_schema) order by all",
        [list(schemas)],
    ).fetchall()


def _write_table(rows: duckdb.DuckDBPyConnection, name: str, kind: str, folder: Path) -> None:
    """Write one ordered result, in one folder per value of its partition column if it has one."""
    column = PARTITIONED.get(name)
    arrow = rows.to_arrow_table()
    with duckdb.connect() as memory:
        memory.register("whole", arrow)
        if column is None:
            _copy(memory, "select * from whole", kind, folder / f"part-0.{kind}")
            return
        values = memory.execute(f"select distinct {column} from whole order by all").fetchall()  # noqa: S608
        for (value,) in values:
            query = f"select * exclude ({column}) from whole where {column} = '{value}'"  # noqa: S608 - level id
            _copy(memory, query, kind, folder / f"{column}={value}" / f"part-0.{kind}")


def _copy(connection: duckdb.DuckDBPyConnection, query: str, kind: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind == "csv":
        query = _without_formulas(connection, query)
    options = "format parquet, compression zstd" if kind == "parquet" else "format csv, header"
    connection.execute(f"copy ({query}) to '{path}' ({options})")


def _without_formulas(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    columns = connection.execute(f"describe {query}").fetchall()
    cells = [
        f"case when regexp_matches(\"{name}\", '{FORMULA_STARTS}') then '''' || \"{name}\""
        f' else "{name}" end as "{name}"'
        if kind == "VARCHAR"
        else f'"{name}"'
        for name, kind, *_ in columns
    ]
    return f"select {', '.join(cells)} from ({query})"  # noqa: S608 - columns of our own tables


def _write_manifest(folder: Path, release: Path, kind: str, files: list[Path]) -> None:
    """Say what the export is, so that a file found alone later can be traced."""
    built: dict[str, Any] = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    content = {
        "release_id": built["release_id"],
        "built_at": built["built_at"],
        "versions": built["versions"],
        "format": kind,
        "sources": [
            {"source_id": source.id, "citation": source.citation, "licence": source.licence}
            for source in SOURCES
        ],
        "files": {
            path.relative_to(folder).as_posix(): {
                "sha256": file_sha256(path),
                "bytes": path.stat().st_size,
            }
            for path in files
        },
    }
    text = json.dumps(content, ensure_ascii=False, indent=2)
    (folder / MANIFEST).write_text(f"{text}\n", encoding="utf-8")


_Writer = Callable[[duckdb.DuckDBPyConnection, Path, Path, Report], None]
_WRITERS: dict[str, _Writer] = {
    "parquet": _write_parquet,
    "csv": _write_csv,
    "geojson": write_geojson,
}
FORMATS = tuple(_WRITERS)
