"""Files of the inbox by their names: read whatever their case, and told when nobody reads them."""

from pathlib import Path

import duckdb
import pytest
from official import csv_file
from test_placements import GOOD, write_csv
from typer.testing import CliRunner

from caremap.catalog.commitments import COMMITMENTS, FOLLOW_UP_STATES
from caremap.paths import current_release_id, releases_dir
from etl.__main__ import app
from etl.build import build
from etl.inbox_names import unread


def rows_of(data_dir: Path, query: str) -> list[tuple[object, ...]]:
    release = releases_dir(data_dir) / str(current_release_id(data_dir))
    with duckdb.connect(release / "warehouse.duckdb", read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_names_are_known_whatever_their_case(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    write_csv(inbox, GOOD | {"trainees": "20"}, name="Placements-2025.CSV")
    csv_file(inbox / "BPE23.csv", ["AN;DEPCOM;TYPEQU;NB_EQUIP", "2023;59350;F101;5"])
    header = "commitment_id,state,next_step,date"
    line = f"{COMMITMENTS[0].id},{FOLLOW_UP_STATES[0]},Réunion,2026-11-01"
    csv_file(inbox / "Engagements.csv", [header, line])
    assert unread(tmp_path) == []
    build(tmp_path)
    placed = "select trainees from marts.placements where source_id = 'placements_file'"
    assert rows_of(tmp_path, placed) == [(20,)]
    assert rows_of(
        tmp_path,
        "select numerator from marts.attractiveness_measures"
        " where measure = 'bpe_leisure' and commune_id = '59350'",
    ) == [(5,)]
    followed = "select commitment_id from marts.commitment_follow_up"
    assert rows_of(tmp_path, followed) == [(COMMITMENTS[0].id,)]


@pytest.mark.parametrize("command", ["build", "refresh"])
def test_a_file_that_nobody_reads_is_told(served: Path, brought: Path, command: str) -> None:
    inbox = served / "inbox"
    for name in ("stages 2025.csv", "placements.xls", "engagements.xlsx", "2025/placements.csv"):
        (inbox / name).parent.mkdir(parents=True, exist_ok=True)
        (inbox / name).write_bytes(b"x")
    for name in (".gitkeep", "~$placements.xlsx", "decks/reunion.yml"):
        (inbox / name).parent.mkdir(exist_ok=True)
        (inbox / name).write_bytes(b"")
    csv_file(brought / "ID_2024.csv", ["an;fi"])
    options = ("--from", str(brought)) if command == "refresh" else ()
    result = CliRunner().invoke(app, [command, "--data-dir", str(served), *options])
    told = [line.split(" (")[0] for line in result.output.splitlines() if "inbox/" in line]
    assert told == [
        f"ignoré       inbox/{name}"
        for name in ("2025/placements.csv", "engagements.xlsx", "placements.xls", "stages 2025.csv")
    ]
    assert "nom commence par placements" in result.output
