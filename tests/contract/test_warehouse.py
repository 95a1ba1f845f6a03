"""The published tables hold what the catalog and the application count on."""

import duckdb
import pytest

from caremap.catalog import (
    INDICATORS,
    LEVELS,
    OPTIONAL_INDICATORS,
    PERIMETER_ID,
    PROFESSIONS,
    SOURCES,
    TABLES,
)

MART_COLUMNS = {
    "indicator_values": (
        "indicator_id level territory_id year value numerator denominator status source_id"
    ),
    "territories": "level territory_id name departement_id population lon lat",
    "territory_members": "level territory_id commune_id weight",
    "territory_postal_codes": "commune_id postal_code",
    "structures": (
        "structure_id kind name commune_id lon lat state state_date status source_id note"
        " confidence source_url position_basis family"
    ),
    "placements": (
        "year semester site_id site_name commune_id discipline trainee_level setting trainees"
        " places status source_id"
    ),
    "immersion_editions": "edition_id label year date",
    "immersion_students": "edition_id discipline level student_count count_kind",
    "immersion_hosts": "edition_id host_kind host_name commune_id",
    "immersion_programme": "edition_id start end label",
    "immersion_follow_up": "edition_id question answer_count denominator observed_year",
    "commitment_follow_up": "commitment_id state next_step date",
    "travel_times": "origin_id destination_id minutes status source_id",
    "accessibility_places": "place_id kind lon lat population need gp_count",
    "attractiveness_measures": "measure commune_id year numerator denominator status source_id",
    "partnerships": "partnership_id label",
    "partnership_axes": "partnership_id axis_number axis_label commitment",
    "key_figures": "figure_id geography date value",
    "dated_facts": "topic fact value",
    "ght": "ght support member",
    "cpts": "cpts_id name",
    "cpts_communes": "cpts_id commune_id",
    "zoning_history": "in_force decided_on geography",
    "liberal_workforce": "year departement_id profession headcount density_per_100k",
    "attractiveness_families": "family_id label",
}
NO_ORIGIN = {"territories", "territory_members", "territory_postal_codes"}


def columns_of(warehouse: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    return [row[0] for row in warehouse.execute(f"describe {table}").fetchall()]


def all_of(warehouse: duckdb.DuckDBPyConnection, query: str) -> list[tuple]:
    return warehouse.execute(query).fetchall()


@pytest.mark.parametrize(("mart", "expected"), MART_COLUMNS.items())
def test_mart_starts_with_its_contract_columns(warehouse, mart, expected):
    found = columns_of(warehouse, f"marts.{mart}")
    names = expected.split()
    assert found[: len(names)] == names
    if mart not in NO_ORIGIN:
        assert {"status", "source_id"} <= set(found)


def test_no_mart_without_contract(warehouse):
    rows = all_of(
        warehouse,
        "select table_name from information_schema.tables where table_schema = 'marts'",
    )
    assert {name for (name,) in rows} == MART_COLUMNS.keys()


def test_declared_tables_keep_every_row(warehouse):
    for table, mart in (
        ("immersion_editions", "immersion_editions"),
        ("immersion_students", "immersion_students"),
        ("immersion_hosts", "immersion_hosts"),
        ("immersion_programme", "immersion_programme"),
        ("partnerships", "partnerships"),
        ("partnership_axes", "partnership_axes"),
        ("key_figures", "key_figures"),
        ("dated_facts", "dated_facts"),
        ("ght", "ght"),
        ("cpts", "cpts"),
        ("cpts_communes", "cpts_communes"),
        ("gp_zoning_history", "zoning_history"),
        ("liberal_workforce", "liberal_workforce"),
        ("attractiveness_families", "attractiveness_families"),
    ):
        raw, published = (
            all_of(warehouse, f"select count(*) from {name}")
            for name in (f"raw.{table}", f"marts.{mart}")
        )
        assert raw == published, table


def test_indicator_values_hold_exactly_the_catalog(warehouse):
    rows = all_of(
        warehouse, "select distinct indicator_id, level, year from marts.indicator_values"
    )
    promised = {
        (indicator.id, level, year)
        for indicator in INDICATORS
        for level in indicator.levels
        for year in indicator.years
    }
    assert set(rows) == promised


def test_meta_mirrors_the_catalog(warehouse):
    assert all_of(
        warehouse,
        "select indicator_id, kind, scale, levels, years, thresholds from meta.indicators"
        " order by position",
    ) == [
        (
            indicator.id,
            indicator.kind,
            indicator.scale,
            list(indicator.levels),
            list(indicator.years),
            list(indicator.thresholds),
        )
        for indicator in (*INDICATORS, *OPTIONAL_INDICATORS)
    ]
    ids = {row[0] for row in all_of(warehouse, "select source_id from meta.sources")}
    assert ids == {source.id for source in SOURCES}
    assert len(all_of(warehouse, "select * from meta.professions")) == len(PROFESSIONS)
    levels = {row[0] for row in all_of(warehouse, "select level from meta.levels")}
    assert levels == {level.id for level in LEVELS}


def test_sources_count_their_files_and_rows(warehouse):
    rows = all_of(
        warehouse,
        "select rows_read, rows_loaded, rows_rejected, len(file_names), len(sha256)"
        " from meta.sources",
    )
    assert all(read == loaded + rejected for read, loaded, rejected, *_ in rows)
    assert all(names == hashes >= 1 for *_, names, hashes in rows)
    assert sum(names for *_, names, _ in rows) == len(TABLES) + 2
    assert all_of(warehouse, "select * from meta.rejects") == []


def test_perimeter_is_both_departements(warehouse):
    assert all_of(
        warehouse,
        "select territory_id, name, departement_id, communes_count from marts.territories"
        " where level = 'perimetre'",
    ) == [(PERIMETER_ID, "Nord et Pas-de-Calais", None, 1534)]


def test_served_file_has_no_index_and_no_constraint(warehouse):
    assert all_of(warehouse, "select * from duckdb_indexes()") == []
    keys = "select * from duckdb_constraints() where constraint_type <> 'NOT NULL'"
    assert all_of(warehouse, keys) == []
