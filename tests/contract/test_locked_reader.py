"""The reader of the warehouse refuses everything but reading it, and never mixes two readers."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from caremap.errors import UnknownIdentifier
from caremap.warehouse import LOCKED_READER, Warehouse

THREADS, QUERIES = 8, 300
a_table_of_this_process = pd.DataFrame({"secret": ["canary"]})

ATTEMPTS = (
    "select * from read_csv('/etc/passwd')",
    "select * from read_text('/etc/passwd')",
    "select * from read_blob('/etc/passwd')",
    "select * from read_json('/etc/passwd')",
    "select * from read_parquet('/etc/passwd')",
    "select * from glob('/etc/*')",
    "select * from sniff_csv('/etc/passwd')",
    "select * from '/etc/passwd'",
    "select * from 'https://example.org/x.csv'",
    "copy marts.territories to '{folder}/out.csv'",
    "copy (select 1) to '{folder}/out.parquet' (format parquet)",
    "copy marts.territories from '/etc/passwd'",
    "export database '{folder}/out'",
    "import database '{folder}/out'",
    "attach '{folder}/other.duckdb' as other",
    "attach ':memory:' as other; attach '{folder}/other.duckdb'",
    "install httpfs",
    "load httpfs",
    "install spatial from community",
    "set memory_limit = '8GB'",
    "set threads = 64",
    "set enable_external_access = true",
    "set lock_configuration = false",
    "reset memory_limit",
    "pragma threads = 64",
    "pragma enable_profiling = 'json'",
    "create secret s (type s3, key_id 'x', secret 'y')",
    "create table marts.mine as select 1",
    "create view marts.mine as select 1",
    "create schema mine",
    "insert into marts.territories select * from marts.territories",
    "update marts.territories set population = 0",
    "delete from marts.territories",
    "drop table marts.territories",
    "alter table marts.territories drop column population",
    "checkpoint; vacuum analyze marts.territories; create index i on marts.territories (level)",
)


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_reader_refuses(published: Warehouse, attempt: str, tmp_path: Path) -> None:
    with pytest.raises(duckdb.Error):
        published.rows(attempt.format(folder=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_the_reader_does_not_see_the_variables_of_the_process(published: Warehouse) -> None:
    # Without the lock, DuckDB reads a data frame by the name of its variable.
    open_reader = duckdb.connect()
    assert open_reader.sql("select * from a_table_of_this_process").fetchone() == ("canary",)
    with pytest.raises(duckdb.Error):
        published.rows("select * from a_table_of_this_process")


def test_the_settings_are_those_of_the_lock(published: Warehouse) -> None:
    rows = published.rows("select name, value from duckdb_settings()")
    found = dict(zip(rows["name"], rows["value"], strict=True))
    for name in ("enable_external_access", "autoload_known_extensions"):
        assert (LOCKED_READER[name], found[name]) == ("false", "false")
    assert found["lock_configuration"] == "true"
    assert found["threads"] == LOCKED_READER["threads"]


@pytest.mark.parametrize("name", ["meta.build; drop table marts.territories", "x", "", "marts.*"])
def test_only_known_tables_are_named_in_a_query(published: Warehouse, name: str) -> None:
    with pytest.raises(UnknownIdentifier):
        published.table(name)


@pytest.mark.parametrize("value", ["' or 1=1 --", "59350'; drop table marts.territories; --", "%"])
def test_a_parameter_is_a_value_and_never_a_query(published: Warehouse, value: str) -> None:
    assert published.profile(value).empty
    assert published.members(value).empty
    assert not published.territories().empty


def test_each_thread_gets_the_rows_of_its_own_parameter(published: Warehouse) -> None:
    communes = published.rows(
        "select territory_id, name from marts.territories where level = 'commune' order by 1"
    )
    expected = dict(zip(communes["territory_id"], communes["name"], strict=True))
    asked = list(expected)

    def ask(thread: int) -> list[str]:
        wrong = []
        for turn in range(QUERIES):
            commune = asked[(thread * QUERIES + turn * 7) % len(asked)]
            rows = published.rows(
                "select territory_id, name from marts.territories "
                "where level = 'commune' and territory_id = ?",
                (commune,),
            )
            if rows.values.tolist() != [[commune, expected[commune]]]:
                wrong.append(commune)
        return wrong

    with ThreadPoolExecutor(THREADS) as pool:
        assert [wrong for found in pool.map(ask, range(THREADS)) for wrong in found] == []
