"""Page « Données »: state, releases, coverage, and a value re-added from its source lines."""

import csv
from pathlib import Path

import duckdb
import pytest

from caremap.catalog import INDICATOR_BY_ID, INDICATORS, origins_of
from caremap.paths import REFERENCE
from caremap.warehouse import Warehouse
from caremap.warehouse_lineage import coverage, lines, manifests


@pytest.mark.parametrize(
    ("indicator_id", "column", "year"),
    [
        ("gp_count", "gp_count", 2019),
        ("hospital_interns", "interns_total", 2023),
        ("hospital_interns_gp", "interns_general_practice", 2023),
        ("population", "population", 2026),
    ],
)
@pytest.mark.parametrize("territory_id", ["59350", "200069672", "59", "62", "59+62", "59006"])
def test_a_value_is_the_sum_of_its_lines(
    published: Warehouse, indicator_id: str, column: str, year: int, territory_id: str
) -> None:
    (origin, *_) = origins_of(INDICATOR_BY_ID[indicator_id])
    found = lines(published, origin, territory_id, year)
    profile = published.profile(territory_id)
    value = profile[(profile["indicator_id"] == indicator_id) & (profile["year"] == year)]
    assert len(value) == 1
    assert found[column].sum() == value["value"].iloc[0]


def test_the_line_told_holds_the_figure_told(published: Warehouse) -> None:
    (origin,) = origins_of(INDICATOR_BY_ID["gp_count"])
    (row,) = lines(published, origin, "59350", 2019).to_dict("records")
    with (REFERENCE / row["source_file"]).open(encoding="utf-8") as stream:
        cells = list(csv.reader(stream))[row["source_line"] - 1]
    assert cells == ["59350", str(row["gp_count"]), str(row["gp_60_plus_count"])]


def test_the_lines_of_apl_are_of_its_year_only(published: Warehouse) -> None:
    origin, people = origins_of(INDICATOR_BY_ID["apl_gp"])
    found = lines(published, origin, "200069672", 2023)
    assert len(found) == len(published.members("200069672"))
    latest = lines(published, people, "200069672", 2023)
    assert set(latest["cog_year"]) == {2026}


def test_only_the_model_and_the_declared_have_no_lines() -> None:
    assert {one.id for one in INDICATORS if not origins_of(one)} == {
        "e2sfca_gp",
        "immersion_students",
        "immersion_reach_population",
        "immersion_reach_share",
    }


def test_coverage_never_exceeds_the_territories(
    published: Warehouse, warehouse: duckdb.DuckDBPyConnection
) -> None:
    found = coverage(published)
    assert (found["territories_count"] <= found["expected"]).all()
    (total,) = warehouse.execute("select count(*) from marts.indicator_values").fetchone()
    assert found["territories_count"].sum() == total


def test_manifests_of_the_releases_present(served_dir: Path, published: Warehouse) -> None:
    assert [one["release_id"] for one in manifests(served_dir)] == [published.release_id]
