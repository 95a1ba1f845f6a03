"""What official files bring to the tables of a build, on format samples."""

from pathlib import Path

import pytest
from samples import AGE_COLUMNS, age_file

from caremap.catalog.connectors import CONNECTOR_BY_ID
from caremap.paths import REFERENCE
from etl.feeding import Feeding, with_optional
from etl.feeds import _FEEDS
from etl.inputs import Inputs, read_inputs
from etl.progress import silent
from etl.snapshots import Snapshot
from etl.sources import registry


@pytest.fixture(scope="module")
def embedded() -> Inputs:
    return read_inputs(REFERENCE, silent)


@pytest.fixture
def feeding(embedded: Inputs) -> Feeding:
    return Feeding(with_optional(embedded.tables), embedded.perimeter)


@pytest.fixture
def codes(embedded: Inputs) -> list[str]:
    return embedded.tables["communes"].column("commune_id").to_pylist()


def feed(feeding: Feeding, connector_id: str, path: Path) -> None:
    parsed = registry.parser(CONNECTOR_BY_ID[connector_id])(path)
    snapshot = Snapshot(connector_id, path.name, "", 0, "", "", path=path)
    _FEEDS[connector_id](feeding, parsed, snapshot)


@pytest.mark.parametrize("column", [name for name in (*AGE_COLUMNS, "F65P") if name != "POP0014"])
def test_a_commune_with_an_age_group_unpublished_has_no_age_at_all(
    feeding: Feeding, codes: list[str], tmp_path: Path, column: str
) -> None:
    path = age_file(tmp_path, codes)
    header, first, *others = path.read_text(encoding="utf-8").splitlines()
    cells = first.split(";")
    cells[header.split(";").index(f"P23_{column}")] = "nd"
    path.write_text("\n".join([header, ";".join(cells), *others, ""]), encoding="utf-8")
    feed(feeding, "insee_age_structure", path)
    for table in ("population_age", "population_75_plus"):
        rows = feeding.tables[table].to_pylist()
        told = {row["commune_id"] for row in rows if row["census_year"] == 2023}
        assert told == set(codes[1:])
