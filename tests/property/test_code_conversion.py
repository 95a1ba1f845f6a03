"""Whatever the counts, bringing old codes back to the communes of 2026 loses nobody."""

import csv
from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caremap.paths import REFERENCE
from etl.models import SQL


def codes_of(name: str, column: str) -> list[str]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return [row[column] for row in csv.DictReader(stream)]


CURRENT = codes_of("communes", "commune_id")
FORMER = codes_of("former_communes", "former_commune_id")
CODES = st.one_of(st.sampled_from(FORMER), st.sampled_from(CURRENT))
COUNTS = st.dictionaries(CODES, st.integers(0, 3_000_000), min_size=1, max_size=60)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute("create schema raw; create schema staging; create schema core")
        for table in ("communes", "former_communes"):
            path = REFERENCE / f"{table}.csv"
            opened.execute(
                f"create table raw.{table} as select * from read_csv('{path}', all_varchar = true)"
            )
        opened.execute(
            "create table raw.populations"
            "(cog_year int, census_year int, commune_id varchar, population int)"
        )
        for table in ("communes", "former_communes", "populations"):
            sql = (SQL / "staging" / f"{table}.sql").read_text(encoding="utf-8")
            opened.execute(f"create view staging.{table} as {sql}")
        codes = (SQL / "core" / "commune_codes.sql").read_text(encoding="utf-8")
        opened.execute(f"create table core.commune_codes as {codes}")
        yield opened


@given(counts=COUNTS)
def test_totals_are_kept_to_the_unit(connection, counts):
    connection.execute("delete from raw.populations")
    connection.executemany(
        "insert into raw.populations values (2021, 2019, ?, ?)", list(counts.items())
    )
    sql = (SQL / "core" / "populations.sql").read_text(encoding="utf-8")
    converted = connection.execute(
        f"select commune_id, population, codes_count from ({sql})"
    ).fetchall()
    assert sum(row[1] for row in converted) == sum(counts.values())
    assert sum(row[2] for row in converted) == len(counts)
    communes = [row[0] for row in converted]
    assert len(set(communes)) == len(communes)
    assert set(communes) <= set(CURRENT)


def test_known_mergers(connection):
    found = dict(
        connection.execute(
            "select code, commune_id from core.commune_codes where code <> commune_id"
        ).fetchall()
    )
    assert len(found) == 48
    assert found["59070"] == "59006"
    assert {found[code] for code in ("62461", "62549", "62743")} == {"62447"}
