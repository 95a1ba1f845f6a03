"""Count the lines of a very large file by one query, while they are read."""

from collections.abc import Iterator
from typing import Any

import duckdb
import pyarrow as pa

from caremap.errors import SourceRefused
from etl.sources.streamed import Stream, schema_of

# Nothing of a file may be written to disk, not even aside while it is counted.
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "memory_limit": "512MB",
    "threads": "1",
    "temp_directory": "",
}


def counted(
    stream: Stream, query: str, parameters: list[Any], tables: dict[str, pa.Table] | None = None
) -> pa.Table:
    """Run a query on `accepted`, the accepted lines of a stream, and on the given tables.

    Raises SourceRefused as the stream does.
    """
    refusals: list[SourceRefused] = []

    def batches() -> Iterator[pa.RecordBatch]:
        try:
            yield from stream.batches()
        except SourceRefused as refused:
            refusals.append(refused)
            raise

    accepted = pa.RecordBatchReader.from_batches(schema_of(stream.connector), batches())
    with duckdb.connect(config=_CONFIG) as connection:
        for name, table in {"accepted": accepted, **(tables or {})}.items():
            connection.register(name, table)
        try:
            return connection.execute(query, parameters).to_arrow_table()
        except duckdb.Error:
            # The engine tells of the refusal in its own words.
            if refusals:
                raise refusals[0] from None
            raise
