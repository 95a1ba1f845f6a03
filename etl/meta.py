"""Load the catalog into the `meta` schema before any model reads it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import duckdb
import pyarrow as pa

from caremap.catalog import (
    INDICATORS,
    LEVELS,
    OPTIONAL_INDICATORS,
    OPTIONAL_SOURCES,
    PROFESSIONS,
    SOURCES,
    STATUSES,
)
from caremap.errors import Reject

_TEXTS = pa.list_(pa.string())
_CATEGORY = pa.struct([("code", pa.int32()), ("short_label", pa.string()), ("label", pa.string())])
_TYPES: dict[str, pa.DataType] = {
    "levels": _TEXTS,
    "source_ids": _TEXTS,
    "caveats": _TEXTS,
    "file_names": _TEXTS,
    "sha256": _TEXTS,
    "years": pa.list_(pa.int32()),
    "thresholds": pa.list_(pa.float64()),
    "categories": pa.list_(_CATEGORY),
    "decimals": pa.int32(),
    "scale": pa.float64(),
    "value": pa.float64(),
    "places": pa.int32(),
    "position": pa.int32(),
    "stale_after_days": pa.int32(),
    "rows_read": pa.int64(),
    "rows_loaded": pa.int64(),
    "rows_rejected": pa.int64(),
    "rows_duplicate": pa.int64(),
    "rows_bad": pa.int64(),
    "line": pa.int64(),
    **dict.fromkeys(("west", "south", "east", "north", "faculty_lon", "faculty_lat"), pa.float64()),
    **dict.fromkeys(
        (
            *("partial", "diverging", "feminine", "mapped", "total", "passed", "optional"),
            *("embedded", "restricted", "demo"),
        ),
        pa.bool_(),
    ),
}
_YEAR_COLUMNS = {"populations": "cog_year", "population_age": "census_year"}
REJECT_COLUMNS = ("source_id", "file", "sheet", "line", "column", "value", "rule")


@dataclass(frozen=True)
class FileRead:
    """One file that a source was read from; rows are data rows, without the header."""

    source_id: str
    name: str
    sha256: str
    rows_read: int
    rows_loaded: int
    rows_rejected: int = 0
    rows_duplicate: int = 0
    years: tuple[int, ...] = ()


def load_rows(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Sequence[str],
    rows: Sequence[dict[str, Any]],
    types: dict[str, pa.DataType] | None = None,
) -> None:
    """Create a `meta` table from rows; columns keep their order and get their declared type."""
    known = _TYPES if types is None else types
    schema = pa.schema([(name, known.get(name, pa.string())) for name in columns])
    connection.from_arrow(pa.Table.from_pylist(list(rows), schema=schema)).create(f"meta.{table}")


def load_catalog(
    connection: duckdb.DuckDBPyConnection,
    files: Sequence[FileRead],
    rejects: Sequence[tuple[str, Reject]] = (),
) -> None:
    """Create sources, indicators, professions, levels, statuses and rejects in `meta`."""
    loaded = {file.source_id for file in files}
    years = _years_by_table(connection)
    present = (*SOURCES, *(source for source in OPTIONAL_SOURCES if source.id in loaded))
    every = enumerate((*INDICATORS, *OPTIONAL_INDICATORS))
    sources = [_source_row(asdict(source), files) for source in present]
    tables = {
        "sources": sources,
        "indicators": [_indicator_row(index, asdict(row), years) for index, row in every],
        "professions": [asdict(profession) for profession in PROFESSIONS],
        "levels": [{"level": row.pop("id"), **row} for row in map(asdict, LEVELS)],
        "statuses": [{"status": row.pop("id"), **row} for row in map(asdict, STATUSES)],
    }
    for table, rows in tables.items():
        load_rows(connection, table, list(rows[0]), rows)
    refused = [{"source_id": source_id, **asdict(reject)} for source_id, reject in rejects]
    load_rows(connection, "rejects", REJECT_COLUMNS, refused, {"line": pa.int64()})


def _years_by_table(connection: duckdb.DuckDBPyConnection) -> dict[str, set[int]]:
    """Years that the tables growing with each official file hold."""
    return {
        table: {
            year
            for (year,) in connection.table(f"raw.{table}")
            .select(_YEAR_COLUMNS.get(table, "year"))
            .distinct()
            .fetchall()
        }
        for table in sorted({i.year_table for i in INDICATORS if i.year_table})
    }


def _indicator_row(
    position: int, fields: dict[str, Any], years: dict[str, set[int]]
) -> dict[str, Any]:
    row = {"indicator_id": fields.pop("id"), "position": position, **fields}
    row["years"] = sorted({*row["years"], *years.get(row.pop("year_table"), ())})
    names = ("code", "short_label", "label")
    row["categories"] = [dict(zip(names, parts, strict=True)) for parts in row["categories"]]
    return row


def _source_row(fields: dict[str, Any], files: Sequence[FileRead]) -> dict[str, Any]:
    own = [file for file in files if file.source_id == fields["id"]]
    for file in (one for one in own if one.years):
        told = ", ".join(map(str, file.years))
        fields["vintage"] += f", puis {file.name.rsplit('/', 1)[-1]} ({told})"
        fields["data_date"] = max(fields["data_date"], f"{file.years[-1]}-12-31")
    return {
        "source_id": fields.pop("id"),
        **fields,
        "file_names": [file.name for file in own],
        "sha256": [file.sha256 for file in own],
        "rows_read": sum(file.rows_read for file in own),
        "rows_loaded": sum(file.rows_loaded for file in own),
        "rows_rejected": sum(file.rows_rejected for file in own),
        "rows_duplicate": sum(file.rows_duplicate for file in own),
    }
