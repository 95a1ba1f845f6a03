"""Models are ordered by what they read; a cycle or an unknown table is said clearly."""

from pathlib import Path

import pytest

from etl.checks import read_checks
from etl.models import Model, ModelError, ordered, read_models


def model(name: str, *reads: str) -> Model:
    return Model(name, "", frozenset(reads))


def folder_with(tmp_path: Path, **models: str) -> Path:
    for schema in ("staging", "core", "marts"):
        (tmp_path / schema).mkdir()
    for name, sql in models.items():
        (tmp_path / "core" / f"{name}.sql").write_text(sql, encoding="utf-8")
    return tmp_path


def test_each_model_comes_after_those_it_reads():
    models = [model("marts.c", "core.b"), model("core.b", "staging.a"), model("staging.a", "raw.a")]
    assert [one.name for one in ordered(models, {"raw.a"})] == ["staging.a", "core.b", "marts.c"]


def test_cycle_is_refused():
    with pytest.raises(ModelError, match="boucle"):
        ordered([model("core.a", "core.b"), model("core.b", "core.a")], set())


def test_unknown_table_is_named():
    with pytest.raises(ModelError, match=r"core\.a lit une table inconnue : raw\.typo"):
        ordered([model("core.a", "raw.typo")], {"raw.a"})


def test_tables_are_read_through_ctes_joins_and_subqueries(tmp_path):
    sql = """
    with inner_part as (select * from raw.one)
    select * from inner_part join core.two using (id)
    where id in (select id from staging.three)
    """
    (found,) = read_models(folder_with(tmp_path, mine=sql))
    assert found.reads == {"raw.one", "core.two", "staging.three"}


@pytest.mark.parametrize(
    "sql",
    ["select * from somewhere", "select 1; select 2", "drop table raw.one", "select from where"],
)
def test_malformed_model_is_refused(tmp_path, sql):
    with pytest.raises(ModelError):
        read_models(folder_with(tmp_path, mine=sql))


def test_models_and_checks_stay_short_and_labelled():
    assert all(len(one.sql.splitlines()) <= 80 for one in read_models())
    assert all(len(one.sql.splitlines()) <= 80 for one in read_checks())
    assert all(one.label for one in read_checks())


def test_check_without_label_is_refused(tmp_path):
    (tmp_path / "mute.sql").write_text("select 1", encoding="utf-8")
    with pytest.raises(ModelError, match="libellé"):
        read_checks(tmp_path)
