"""INSEE Filosofi file, long layout: one line a place and a measure, read as a stream."""

from collections import defaultdict
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from caremap.catalog.connectors import CONNECTOR_BY_ID
from caremap.catalog.tables.model import Column
from caremap.errors import Reject
from etl.sources.cells import BadCell, Value, convert
from etl.sources.official import FRENCH_COMMUNE, refuse_few
from etl.sources.parsed import Parsed
from etl.sources.streamed import Stream, recognises_stream

CONNECTOR = CONNECTOR_BY_ID["insee_income_long"]
# Measure codes of the file, and the columns of the wide layout that they are.
MEASURES = {
    "MED_SL": Column("income", "number", True, 1_000, 100_000),
    "PR_MD60": Column("poverty_share", "number", True, 0, 100),
    "NUM_PER": Column("people", "integer", True, 0, 3_000_000),
}
_CONFIDENTIAL = "C"
_SCHEMA = pa.schema(
    [
        ("commune_id", pa.string()),
        ("people", pa.int64()),
        ("income", pa.float64()),
        ("poverty_share", pa.float64()),
        ("year", pa.int64()),
        ("line", pa.int64()),
    ]
)

Key = tuple[str, int, str]


def recognises(path: Path) -> bool:
    """Tell whether the file has a place, a measure and a value."""
    return recognises_stream(CONNECTOR, path)


def parse(path: Path) -> Parsed:
    """One row a commune and year: people of fiscal households, median income, poverty rate.

    Columns: commune_id, people, income (€ a year), poverty_share (%), year, line. A figure under
    statistical secrecy is null. Lines of other places and measures are read and left out. Raises
    SourceRefused.
    """
    stream = Stream(CONNECTOR, path)
    said: dict[Key, tuple[Value, int]] = {}
    conflicts: dict[Key, Reject] = {}
    rejects: list[Reject] = []
    duplicates = 0
    for batch in stream.batches():
        for row in _followed(batch).to_pylist():
            key = (row["place_id"], row["year"], row["measure"])
            try:
                value = _value(row)
            except BadCell as error:
                shown = f"{row['value']:g}"
                rejects.append(Reject(path.name, row["line"], "OBS_VALUE", shown, str(error)))
                continue
            known = said.setdefault(key, (value, row["line"]))
            if known[1] != row["line"] and known[0] == value:
                duplicates += 1
            elif known[0] != value:
                rule = f"même commune et même mesure, deux valeurs (ligne {known[1]})"
                rejects.append(Reject(path.name, row["line"], "OBS_VALUE", str(row["value"]), rule))
                conflicts[key] = Reject(path.name, known[1], "OBS_VALUE", str(known[0]), rule)
    for key in conflicts:
        said.pop(key, None)
    rejects += [*conflicts.values(), *stream.rejects]
    rejected = stream.rows_rejected + len(rejects) - len(stream.rejects)
    rows = _by_commune(said)
    refuse_few(CONNECTOR, path, rows.num_rows, rejects, (rejected, stream.rows_read))
    loaded = stream.rows_read - rejected - duplicates
    return Parsed(rows, tuple(rejects), stream.rows_read, rejected, duplicates, loaded)


def _followed(batch: pa.RecordBatch) -> pa.RecordBatch:
    wanted = pc.and_(
        pc.equal(batch["place_kind"], "COM"), pc.is_in(batch["measure"], pa.array(list(MEASURES)))
    )
    return batch.filter(pc.fill_null(wanted, False))


def _value(row: dict[str, Value]) -> Value:
    if not isinstance(row["place_id"], str) or not FRENCH_COMMUNE.fullmatch(row["place_id"]):
        raise BadCell(f"code de commune attendu ({row['place_id']})")
    value, column = row["value"], MEASURES[str(row["measure"])]
    if value is None or row["secrecy"] == _CONFIDENTIAL:
        return None
    text = f"{value:.0f}" if column.kind == "integer" else f"{value:f}"
    return convert(text, column)


def _by_commune(said: dict[Key, tuple[Value, int]]) -> pa.Table:
    rows: dict[tuple[str, int], dict[str, Value]] = defaultdict(dict)
    for (commune_id, year, measure), (value, line) in said.items():
        row = rows[commune_id, year]
        row |= {"commune_id": commune_id, "year": year, MEASURES[measure].name: value}
        row.setdefault("line", line)
    return pa.Table.from_pylist([rows[key] for key in sorted(rows)], schema=_SCHEMA)
