"""Differences between releases, the gates they close, and two builds that say the same."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from caremap.paths import ROOT, current_release_id, releases_dir
from etl.__main__ import app
from etl.build import build
from etl.diff import GateClosed, compare, require_open
from etl.fingerprints import fingerprints

RUNNER = CliRunner()


@pytest.fixture
def pair(release: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The release, and a copy to change."""
    copy = tmp_path / "20990101T000000Z-copied"
    shutil.copytree(release, copy)
    return release, copy


def change(folder: Path, sql: str) -> None:
    with duckdb.connect(folder / "warehouse.duckdb") as connection:
        connection.execute(sql)


def test_a_release_is_the_same_as_itself(pair: tuple[Path, Path]) -> None:
    found = compare(*pair)
    assert found.changed == ()
    assert found.largest == ()
    assert found.breaches == ()
    assert all(table.rows_before == table.rows_after for table in found.tables)


def test_each_changed_value_is_counted_and_the_largest_named(pair: tuple[Path, Path]) -> None:
    where = "indicator_id = 'apl_gp' and level = 'commune' and year = 2024"
    change(
        pair[1],
        f"update marts.indicator_values set value = value * 1.5 where {where}"
        " and territory_id in ('59350', '62041')",
    )
    found = compare(*pair)
    (changed,) = found.changed
    assert (changed.indicator_id, changed.level, changed.year) == ("apl_gp", "commune", 2024)
    assert (changed.changed_count, changed.lost_count, changed.added_count) == (2, 0, 0)
    assert {value.name for value in found.largest} == {"Lille", "Arras"}
    assert found.breaches == ()


def test_a_diff_reads_the_same_from_both_ends(pair: tuple[Path, Path]) -> None:
    where = "indicator_id = 'gp_count' and territory_id in ('59350', '59009')"
    change(pair[1], f"delete from marts.indicator_values where {where}")
    there, back = compare(*pair), compare(pair[1], pair[0])
    assert {(c.indicator_id, c.level, c.lost_count) for c in there.changed} == {
        (c.indicator_id, c.level, c.added_count) for c in back.changed
    }
    assert sum(c.lost_count for c in there.changed) == sum(c.added_count for c in back.changed) == 2


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        (
            "delete from marts.indicator_values where indicator_id = 'gp_count'"
            " and territory_id = '59350'",
            "1 valeur(s) perdue(s)",
        ),
        (
            "update marts.indicator_values set value = value * 1.3"
            " where indicator_id = 'apl_gp_65' and level = 'epci' and year = 2024",
            "médiane",
        ),
        (
            "update marts.indicator_values set value = value + 0.01"
            " where indicator_id = 'apl_gp' and level = 'commune' and year = 2022",
            "d'une année passée changent",
        ),
        (
            "delete from marts.structures where structure_id like '59%'",
            "marts.structures",
        ),
        (
            "delete from marts.territories where territory_id in"
            " (select territory_id from marts.territories where level = 'commune' limit 9)",
            "marts.territories",
        ),
    ],
)
def test_a_large_change_needs_a_named_reason(pair: tuple[Path, Path], sql: str, told: str) -> None:
    change(pair[1], sql)
    found = compare(*pair)
    assert any(told in breach for breach in found.breaches), found.breaches
    with pytest.raises(GateClosed) as closed:
        require_open(found, None)
    assert "--accept" in closed.value.next_action
    require_open(found, "Direction des données : reprise de l'historique")
    accepted = found.record("Direction des données : reprise")["accepted"]
    assert accepted["reason"] == "Direction des données : reprise"


def test_a_few_corrections_of_the_last_year_need_none(pair: tuple[Path, Path]) -> None:
    change(
        pair[1],
        "update marts.indicator_values set value = value + 0.01"
        " where indicator_id = 'apl_gp' and level = 'commune' and year = 2024",
    )
    assert compare(*pair).breaches == ()


def test_a_build_stops_at_a_gate_and_goes_on_with_a_reason(own_reference: Path) -> None:
    counts = own_reference / "reference" / "gp_2019.csv"
    served = current_release_id(own_reference)
    lines = counts.read_text(encoding="utf-8").splitlines()
    # The control figures of each département still hold: one doctor moves.
    rows = [line.split(",") for line in lines]
    donor = next(row for row in rows[1:] if row[0].startswith("59") and row[1:] == ["3", "0"])
    taker = next(row for row in rows[1:] if row[0] == "59350")
    donor[1], taker[1] = "2", str(int(taker[1]) + 1)
    counts.write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")
    assert build(own_reference) != served
    apl = own_reference / "reference" / "apl_gp.csv"
    text = apl.read_text(encoding="utf-8").splitlines()
    moved = [
        ",".join([a, y, f"{float(v) + 0.01:.2f}" if v and y == "2023" else v, w])
        for a, y, v, w in (line.split(",") for line in text[1:])
    ]
    apl.write_text("\n".join([text[0], *moved]) + "\n", encoding="utf-8")
    before = current_release_id(own_reference)
    command = ["build", "--data-dir", str(own_reference)]
    refused = RUNNER.invoke(app, command)
    assert isinstance(refused.exception, GateClosed)
    assert "APL, tous (apl_gp), commune, 2023" in str(refused.exception)
    assert current_release_id(own_reference) == before
    reason = "A. Test : nouvelle méthode"
    assert RUNNER.invoke(app, [*command, "--accept", reason]).exit_code == 0
    release = releases_dir(own_reference) / str(current_release_id(own_reference))
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["changes"]["accepted"]["reason"] == reason
    listed = RUNNER.invoke(app, ["releases", "--data-dir", str(own_reference)])
    assert reason in listed.output
    told = RUNNER.invoke(
        app, ["diff", "--data-dir", str(own_reference), "--map", str(own_reference / "m.svg")]
    )
    assert told.exit_code == 0, told.output
    assert "apl_gp, commune, 2023 : 0 perdue(s)" in told.output
    svg = (own_reference / "m.svg").read_text(encoding="utf-8")
    assert svg.count("<path") == 1_534


def test_two_builds_of_the_same_inputs_say_the_same(release: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "etl", "build", "--data-dir", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    other = releases_dir(tmp_path) / str(current_release_id(tmp_path))
    hashes = [
        json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["tables"]
        for folder in (release, other)
    ]
    assert hashes[0] == hashes[1]
    assert "marts.indicator_values" in hashes[0]
    assert compare(release, other).changed == ()


def test_one_value_changes_the_hash_of_its_table_only(pair: tuple[Path, Path]) -> None:
    change(
        pair[1],
        "update marts.key_figures set value = value + 1 where figure_id = 'msp_hdf'",
    )
    found = []
    for folder in pair:
        with duckdb.connect(folder / "warehouse.duckdb", read_only=True) as connection:
            found.append(fingerprints(connection))
    assert {name for name in found[0] if found[0][name] != found[1][name]} == {"marts.key_figures"}


def test_rows_stored_in_another_order_have_the_same_hash(pair: tuple[Path, Path]) -> None:
    change(
        pair[1],
        "create or replace table marts.key_figures as"
        " select * from marts.key_figures order by figure_id desc",
    )
    found = []
    for folder in pair:
        with duckdb.connect(folder / "warehouse.duckdb", read_only=True) as connection:
            found.append(fingerprints(connection))
    assert found[0] == found[1]


def test_a_diff_names_the_releases_it_does_not_have(built_dir: Path) -> None:
    result = RUNNER.invoke(app, ["diff", "2000", "2001", "--data-dir", str(built_dir)])
    assert result.exit_code == 1
    assert "Versions présentes" in str(result.exception)
