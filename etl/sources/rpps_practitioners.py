"""RPPS free extract: counted by commune while it is read; no name and no identifier is kept.

The extract itself is never stored: what is kept is the file of its counts, which is read again.
"""

import csv
import re
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from caremap.catalog.connectors import CONNECTOR_BY_ID
from caremap.catalog.connectors.finess import GENERAL_PRACTICE_CODES, RPPS_COUNTS
from etl.sources.counted import counted
from etl.sources.opened import refusal
from etl.sources.parsed import Parsed
from etl.sources.streamed import Stream, recognises_stream, schema_of

CONNECTOR = CONNECTOR_BY_ID["rpps_practitioners"]
_DATE = re.compile(r"(20\d{2})(?:0[1-9]|1[0-2])\d{2}")
# The place is one short text: a key of few bytes keeps two million people in little memory.
_COUNT = """
    select
        nullif(place[1:5], '     ') as commune_id,
        place[6:7] as profession,
        nullif(place[8:8], ' ') as mode,
        place[9:9] = 'g' as is_gp,
        count(*) as people_count
    from (
        select distinct
            hash(practitioner) as person,
            coalesce(commune_id, '     ') || profession || coalesce(mode, ' ')
            || case
                when
                    profession = '10' and (
                        list_contains(?, speciality)
                        or contains(lower(speciality_label), 'médecine générale')
                    )
                    then 'g'
                else ' '
            end as place
        from accepted
    )
    group by place
    order by place
"""


def recognises(path: Path) -> bool:
    """Tell whether the file has the columns of the extract, or is the file of its counts."""
    return recognises_stream(CONNECTOR, path) or recognises_stream(RPPS_COUNTS, path)


def parse(path: Path) -> Parsed:
    """One row per commune, profession and mode of exercise, with the people counted once there.

    Columns: commune_id, profession, mode (`L` self-employed, `S` salaried), is_gp, people_count,
    year, line. Raises SourceRefused; a refused line is told without what it holds.
    """
    if path.name.startswith("rpps_comptes"):
        return _kept(path)
    stream = Stream(CONNECTOR, path)
    places = counted(stream, _COUNT, [sorted(GENERAL_PRACTICE_CODES)])
    if places.num_rows == 0:
        raise refusal(path, "aucune ligne", "Téléchargez le fichier de nouveau, puis relancez.")
    people = sum(places.column("people_count").to_pylist())
    duplicates = stream.rows_read - stream.rows_rejected - people
    return Parsed(
        _dated(places, path),
        tuple(stream.rejects),
        stream.rows_read,
        stream.rows_rejected,
        duplicates,
        people,
    )


def _kept(path: Path) -> Parsed:
    """The file of counts, as it was written; a place told twice would count its people twice."""
    stream = Stream(RPPS_COUNTS, path)
    rows = pa.Table.from_batches(stream.batches(), schema_of(RPPS_COUNTS))
    places = rows.group_by(list(RPPS_COUNTS.key)).aggregate([("line", "count"), ("line", "max")])
    twice = places.filter(pc.greater(places["line_count"], 1))
    if twice.num_rows:
        rule = "même commune, même profession et même mode d'exercice, deux fois"
        action = "Versez de nouveau l'extraction de l'annuaire santé, d'où vient ce fichier."
        raise refusal(path, rule, action, twice["line_max"][0].as_py())
    loaded = rows.num_rows
    read, rejected = stream.rows_read, stream.rows_rejected
    return Parsed(rows, tuple(stream.rejects), read, rejected, 0, loaded)


def _dated(places: pa.Table, path: Path) -> pa.Table:
    told = _DATE.search(path.name)
    received = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    year = int(told.group(1)) if told else received.year
    count = places.num_rows
    dated = places.append_column("year", pa.array([year] * count, pa.int64()))
    return dated.append_column("line", pa.array(range(2, count + 2), pa.int64()))


def write_counts(parsed: Parsed, folder: Path) -> Path:
    """Write the counts as the file that is kept in place of the extract; return its path."""
    names = [field.column.name for field in RPPS_COUNTS.fields]
    rows = parsed.rows.select(names).to_pylist()
    path = folder / f"rpps_comptes_{rows[0]['year']}.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, names, delimiter=";")
        writer.writeheader()
        writer.writerows({**row, "is_gp": str(row["is_gp"]).lower()} for row in rows)
    return path
