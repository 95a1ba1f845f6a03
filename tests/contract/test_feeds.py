"""What official files bring to the tables of a build, on format samples."""

from pathlib import Path

import pytest
from official import csv_file
from samples import AGE_COLUMNS, age_file, movements, population_history, rpps_file, rpps_line

from caremap.catalog.connectors import CONNECTOR_BY_ID
from caremap.errors import SourceRefused
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


def counts_of(folder: Path, people: list[str]) -> Path:
    """What is kept of an extract of the RPPS."""
    connector = CONNECTOR_BY_ID["rpps_practitioners"]
    write_counts = registry.counts_writer(connector)
    assert write_counts
    return write_counts(registry.parser(connector)(rpps_file(folder, people)), folder)


def summed_file(connector_id: str, codes: list[str], folder: Path) -> Path:
    if connector_id == "insee_population_history":
        return population_history(folder, codes)
    if connector_id == "insee_age_structure":
        return age_file(folder, codes)
    return counts_of(folder, [rpps_line(f"80{n:05d}", code) for n, code in enumerate(codes)])


@pytest.mark.parametrize(
    ("connector_id", "unknown", "refused"),
    [
        ("insee_population_history", 1, True),
        ("insee_age_structure", 1, True),
        ("rpps_practitioners", 16, True),
        ("rpps_practitioners", 15, False),
    ],
)
def test_an_unknown_code_is_refused_where_lines_are_summed(
    feeding: Feeding,
    codes: list[str],
    tmp_path: Path,
    connector_id: str,
    unknown: int,
    refused: bool,
) -> None:
    split = [f"59{n}" for n in range(980, 980 + unknown)]
    path = summed_file(connector_id, [*codes, *split], tmp_path)
    if not refused:
        feed(feeding, connector_id, path)
        assert [reject.value for reject in feeding.rejects] == split
        return
    with pytest.raises(SourceRefused) as caught:
        feed(feeding, connector_id, path)
    assert [reject.value for reject in caught.value.rejects] == split
    assert "v_mvt_commune" in caught.value.next_action


@pytest.mark.parametrize(
    ("day", "commune", "refused"),
    [("2027-01-01", "59001", True), ("1972-01-01", "59001", False), ("2027-01-01", "13055", False)],
)
def test_a_served_commune_that_is_no_more_is_refused(
    feeding: Feeding, tmp_path: Path, day: str, commune: str, refused: bool
) -> None:
    path = movements(tmp_path, [("31", day, commune, "59002")])
    if not refused:
        feed(feeding, "insee_movements", path)
        return
    with pytest.raises(SourceRefused) as caught:
        feed(feeding, "insee_movements", path)
    (reject,) = caught.value.rejects
    assert (reject.line, reject.column, reject.value) == (2, "COM_AV", "59001")
    assert "59001 a rejoint 59002 le 2027-01-01" in reject.rule
    assert "etl.extract" in caught.value.next_action


@pytest.mark.parametrize(("year", "refused"), [(2027, True), (2026, False), (2025, False)])
def test_a_served_commune_that_a_later_code_does_not_list_is_refused(
    feeding: Feeding, codes: list[str], tmp_path: Path, year: int, refused: bool
) -> None:
    lines = [f"COM,{code},X," for code in codes if code != "59001"]
    header = "TYPECOM,COM,LIBELLE,COMPARENT"
    path = csv_file(
        tmp_path / f"v_commune_{year}.csv", [header, *lines, "COMD,59001,Abancourt,59002"]
    )
    if not refused:
        feed(feeding, "insee_communes", path)
        return
    with pytest.raises(SourceRefused) as caught:
        feed(feeding, "insee_communes", path)
    (reject,) = caught.value.rejects
    assert (reject.column, reject.value) == ("COM", "59001")
    assert "n'est plus une commune en 2027" in reject.rule
    assert "etl.extract" in caught.value.next_action
