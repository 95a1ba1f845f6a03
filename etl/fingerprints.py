"""Hash of each served table, the same for two builds of the same inputs.

The bytes of a DuckDB file differ at each build; the ordered rows do not.
"""

import hashlib

import duckdb

# When a release was built and its id are in these, not what it says.
_NOT_REPRODUCIBLE = ("meta.build",)
DECIMALS = 9


def fingerprints(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """SHA-256 of the ordered rows of each table of `marts` and `meta`, numbers to 9 decimals."""
    tables = connection.execute(
        "select table_schema || '.' || table_name from information_schema.tables"
        " where table_schema in ('marts', 'meta') order by all"
    ).fetchall()
    names = [name for (name,) in tables if name not in _NOT_REPRODUCIBLE]
    return {name: _fingerprint(connection, name) for name in names}


def _fingerprint(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    columns = connection.table(table).columns
    kinds = connection.table(table).types
    cells = [
        f'round("{name}", {DECIMALS}) as "{name}"' if str(kind) == "DOUBLE" else f'"{name}"'
        for name, kind in zip(columns, kinds, strict=True)
    ]
    rows = connection.table(table).project(", ".join(cells)).set_alias("one")
    lines = rows.project("cast(to_json(one) as varchar) as line").order("line")
    digest = hashlib.sha256(repr(columns).encode())
    while batch := lines.fetchmany(5_000):
        digest.update("".join(f"{line}\n" for (line,) in batch).encode())
    return digest.hexdigest()
