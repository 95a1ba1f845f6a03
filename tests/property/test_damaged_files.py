"""Whatever happened to an official file, its parser gives rows or a refusal in words: no trace."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from damaged import (
    CONTOURS,
    FINESS,
    damaged_json,
    geopackage,
    maybe_damaged,
    parquets,
    steward_table,
    table,
    text_files,
    workbooks,
)
from hypothesis import example, given
from hypothesis import strategies as st

from caremap.catalog.connectors import CONNECTOR_BY_ID, CONNECTORS
from caremap.catalog.tables.immersion_inbox import IMMERSION_TABLES
from caremap.catalog.tables.places_inbox import PLACES_TABLES
from caremap.catalog.tables.steward import StewardTable
from caremap.errors import SourceRefused
from etl.sources import finess_groups, immersion, places, registry
from etl.sources.official import parse_table
from etl.sources.parsed import Parsed

BPE_TITLES = ["DEPCOM", "TYPEQU", "AN", "NOMRS"]
# One connector a parser; the other tables go through the parser of these.
SHEETS = {"drees_apl_gp": "APL 2024", "insee_density_grid": "Maille communale"}
TEXTS = [
    *("cnam_workforce", "insee_movements", "insee_age_structure", "insee_income_long"),
    *("insee_equipment_detail", "rpps_practitioners", "finess_establishments"),
]


def outcome(connector_id: str, path: Path) -> None:
    """Read or refused: the account of lines adds up, or every refusal says what and where."""
    connector = CONNECTOR_BY_ID[connector_id]
    parse: Callable[[Path], Parsed] = registry.parser(connector)
    if isinstance(parse, partial) and parse.func is parse_table:
        parse = partial(parse_table, replace(connector, min_rows=1))
    assert registry.recognises(connector, path) in {True, False}
    try:
        found = parse(path)
    except SourceRefused as refused:
        told(refused, path)
    else:
        assert found.rows.num_rows == found.rows_loaded


def told(refused: SourceRefused, path: Path) -> None:
    assert refused.next_action
    assert refused.rejects
    assert all(one.file == path.name and one.rule and one.column for one in refused.rejects)


@pytest.mark.parametrize("connector_id", TEXTS)
@given(data=st.data())
def test_a_text_table_is_read_or_refused(tmp_path: Path, connector_id: str, data) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(data.draw(text_files(table(CONNECTOR_BY_ID[connector_id]))))
    outcome(connector_id, path)


@pytest.mark.parametrize("connector_id", sorted(SHEETS))
@given(data=st.data())
def test_a_workbook_is_read_or_refused(tmp_path: Path, connector_id: str, data) -> None:
    path = tmp_path / "classeur.xlsx"
    files = workbooks(CONNECTOR_BY_ID[connector_id], SHEETS[connector_id])
    path.write_bytes(data.draw(files))
    outcome(connector_id, path)


@given(content=parquets(BPE_TITLES))
def test_a_parquet_table_is_read_or_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bpe24.parquet"
    path.write_bytes(content)
    outcome("insee_equipment_detail", path)


@given(content=maybe_damaged(damaged_json(FINESS)))
def test_structures_and_groups_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "finess-structures.json"
    path.write_bytes(content)
    outcome("finess_structures", path)
    try:
        members = finess_groups.members(path, ("59", "62"))
    except SourceRefused as refused:
        told(refused, path)
    else:
        assert all(one["member"] is not None for one in members)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # what the reader says of a broken shape
@given(content=maybe_damaged(damaged_json(CONTOURS)))
@example(content=json.dumps(CONTOURS).replace("[3, 50]]]", "[3.2, 50]]]").encode())
@example(content=re.sub('"geometry": {[^}]*}', '"geometry": null', json.dumps(CONTOURS)).encode())
def test_contours_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "communes.geojson"
    path.write_bytes(content)
    outcome("etalab_contours", path)


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> st.SearchStrategy[bytes]:
    return geopackage(tmp_path_factory.mktemp("sound") / "sound.gpkg")


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@given(data=st.data())
def test_a_geopackage_is_read_or_refused(tmp_path: Path, packages, data) -> None:
    path = tmp_path / "admin.gpkg"
    path.write_bytes(data.draw(packages))
    outcome("ign_contours", path)


@pytest.mark.parametrize("contract", [*IMMERSION_TABLES, *PLACES_TABLES], ids=lambda one: one.id)
@given(data=st.data())
def test_a_file_of_a_steward_is_read_or_refused(
    tmp_path: Path, contract: StewardTable, data
) -> None:
    path = tmp_path / f"{contract.id}.csv"
    path.write_bytes(data.draw(text_files(steward_table(contract))))
    try:
        if contract in PLACES_TABLES:
            rows = places.parse(contract, path, {"59350", "59392"})
        else:
            rows = immersion.parse(contract, path)
    except SourceRefused as refused:
        told(refused, path)
    else:
        assert all(row.keys() == rows[0].keys() for row in rows)


def test_every_parser_meets_damaged_files() -> None:
    met = {*TEXTS, *SHEETS, "finess_structures", "etalab_contours", "ign_contours"}
    own = {registry.parser(one) for one in CONNECTORS if one.id in met}
    parsers = {p for p in map(registry.parser, CONNECTORS) if not isinstance(p, partial)}
    assert parsers <= own
