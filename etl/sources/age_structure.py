"""INSEE population by age: a wide file of hundreds of columns, ten of them read as a stream."""

from pathlib import Path

import pyarrow as pa

from caremap.catalog.connectors import CONNECTOR_BY_ID
from etl.sources.official import by_key, refuse_few, table_of
from etl.sources.parsed import Parsed
from etl.sources.streamed import Stream, header_of, recognises_stream

CONNECTOR = CONNECTOR_BY_ID["insee_age_structure"]


def recognises(path: Path) -> bool:
    """Tell whether the file has the age groups of a census."""
    return recognises_stream(CONNECTOR, path)


def parse(path: Path) -> Parsed:
    """One row a commune: people by sex and age group at the last census of the file.

    Columns: those of the connector, year (of the census), line. Raises SourceRefused.
    """
    header, _ = header_of(CONNECTOR, path)
    stream = Stream(CONNECTOR, path)
    rows = [row | {"year": header.year} for batch in stream.batches() for row in batch.to_pylist()]
    kept, conflicts, duplicates = by_key(CONNECTOR, path, rows)
    rejects = [*stream.rejects, *conflicts]
    rejected = stream.rows_rejected + len(conflicts)
    refuse_few(CONNECTOR, path, len(kept), rejects, (rejected, stream.rows_read))
    table: pa.Table = table_of(CONNECTOR, kept)
    return Parsed(table, tuple(rejects), stream.rows_read, rejected, duplicates, len(kept))
