"""A build publishes a complete release or nothing, and says which value was refused."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import geopandas as gpd
import pytest

from caremap.errors import CheckFailed, SourceRefused
from caremap.paths import ROOT, current_release_id, releases_dir
from etl import build as builder
from etl.__main__ import main
from etl.build import build
from etl.checks import Check


def run_cli(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "etl", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def spoil(path: Path, line: int, old: str, new: str) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new, 1)
    path.write_text("".join(lines), encoding="utf-8")


def rows_and_hash(path: Path) -> dict[str, tuple[int, int]]:
    """Number of rows of each table and the sum of their hashes, which no order changes."""
    found = {}
    with duckdb.connect(path, read_only=True) as connection:
        tables = connection.execute(
            "select table_schema || '.' || table_name from information_schema.tables"
        ).fetchall()
        for (table,) in tables:
            query = f"select count(*), sum(hash(row)) from {table} as row"
            found[table] = connection.execute(query).fetchall()[0]
    return found


def test_release_folder_is_complete(built_dir, release):
    assert re.fullmatch(r"\d{8}T\d{6}Z-[0-9a-f]{6}", release.name)
    assert sorted(path.name for path in release.iterdir()) == [
        "geometry",
        "manifest.json",
        "rejects.csv",
        "warehouse.duckdb",
    ]
    assert not list(releases_dir(built_dir).glob(".tmp-*"))


def test_manifest_matches_the_files(release):
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["release_id"] == release.name
    assert set(manifest["versions"]) == {"duckdb_version", "python_version", "app_version"}
    assert all(check["rows_bad"] == 0 for check in manifest["checks"])
    assert len(manifest["checks"]) > 20
    for source in manifest["sources"]:
        assert source["rows_read"] == source["rows_loaded"] + source["rows_rejected"]
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((release / name).read_bytes()).hexdigest() == digest


def test_warehouse_says_which_build_and_checks_made_it(warehouse, release):
    assert warehouse.execute("select release_id from meta.build").fetchall() == [(release.name,)]
    passed, number = warehouse.execute(
        "select bool_and(passed), count(*) from meta.checks"
    ).fetchone()
    assert passed
    assert number > 20


def test_two_builds_give_the_same_tables(built_dir, release, tmp_path):
    again = releases_dir(tmp_path) / build(tmp_path)
    first = rows_and_hash(release / "warehouse.duckdb")
    second = rows_and_hash(again / "warehouse.duckdb")
    assert first.pop("meta.build") != second.pop("meta.build")
    assert first == second
    for path in (release / "geometry").iterdir():
        assert path.read_bytes() == (again / "geometry" / path.name).read_bytes(), path.name


@pytest.mark.parametrize(
    ("file", "line", "column", "old", "new"),
    [
        ("apl_gp.csv", 3, "apl_gp", "3.11", "inf"),
        ("apl_gp.csv", 2, "apl_gp", "3.38", "33.8"),
        ("communes.csv", 3, "epci_id", "200042190", "20004219"),
        ("gp_2019.csv", 2, "gp_count", ",2,", ",2.5,"),
        ("populations.csv", 2, "commune_id", "59001", "1001"),
        ("structures.csv", 2, "confidence", "confirmed", "sure"),
    ],
)
def test_bad_value_is_refused_and_named(
    own_reference, file, line, column, old, new, monkeypatch, capsys
):
    before = current_release_id(own_reference)
    spoil(own_reference / "reference" / file, line, old, new)
    monkeypatch.setattr(sys, "argv", ["etl", "build", "--data-dir", str(own_reference)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    message = " ".join(capsys.readouterr().err.split())
    refused = new.strip(",")
    assert f"{file}, ligne {line}, colonne « {column} » : valeur « {refused} » refusée" in message
    assert current_release_id(own_reference) == before
    assert not list(releases_dir(own_reference).glob(".tmp-*"))


def test_every_bad_file_is_reported_at_once(own_reference):
    spoil(own_reference / "reference" / "gp_2019.csv", 1, "gp_count", "gp_nombre")
    spoil(own_reference / "reference" / "apl_gp.csv", 2, "59001", "75056")
    with pytest.raises(SourceRefused) as refused:
        build(own_reference)
    assert {reject.file for reject in refused.value.rejects} == {"gp_2019.csv", "apl_gp.csv"}


def test_plausible_but_wrong_figure_is_stopped_by_a_check(own_reference):
    before = current_release_id(own_reference)
    path = own_reference / "reference" / "gp_2019.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    commune, count, elders = lines[1].split(",")
    lines[1] = f"{commune},{int(count) + 1},{elders}"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = run_cli("build", "--data-dir", str(own_reference))
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    assert "control_figures" in result.stderr
    assert "gp_count" in result.stderr
    assert current_release_id(own_reference) == before


def test_failed_check_publishes_nothing_and_shows_five_rows(built_dir, monkeypatch):
    before = current_release_id(built_dir)
    broken = Check("too_many", "Aucune ligne", "select range as number from range(7)")
    monkeypatch.setattr(builder, "read_checks", lambda: [broken])
    with pytest.raises(CheckFailed) as failed:
        build(built_dir)
    assert "Aucune ligne (7 ligne(s) en défaut)" in str(failed.value)
    assert str(failed.value).count("number=") == 5
    assert current_release_id(built_dir) == before
    assert not list(releases_dir(built_dir).glob(".tmp-*"))


def test_missing_file_is_named(own_reference):
    (own_reference / "reference" / "communes.csv").unlink()
    result = run_cli("build", "--data-dir", str(own_reference))
    assert result.returncode == 2
    assert "communes.csv" in result.stderr


def test_check_and_releases_commands(built_dir):
    checked = run_cli("check", "--data-dir", str(built_dir))
    assert checked.returncode == 0
    assert "control_figures" in checked.stdout
    listed = run_cli("releases", "--data-dir", str(built_dir))
    assert listed.returncode == 0
    assert f"* {current_release_id(built_dir)}" in listed.stdout


def test_check_exits_2_on_bad_rows(own_reference):
    release = releases_dir(own_reference) / str(current_release_id(own_reference))
    with duckdb.connect(release / "warehouse.duckdb") as connection:
        connection.execute("delete from marts.territories where territory_id = '591'")
    result = run_cli("check", "--data-dir", str(own_reference))
    assert result.returncode == 2
    assert "territory_counts" in result.stderr


@pytest.mark.parametrize("arguments", [("inconnu",), ("build", "--inconnu")])
def test_wrong_use_exits_2(arguments):
    assert run_cli(*arguments).returncode == 2


def test_commune_without_contour_is_refused(own_reference):
    path = own_reference / "reference" / "contours.parquet"
    contours = gpd.read_parquet(path)
    contours[contours["commune_id"] != "59350"].to_parquet(path)
    with pytest.raises(SourceRefused, match="59350"):
        build(own_reference)


def test_data_directory_that_is_a_file_is_said_plainly(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = run_cli("build", "--data-dir", str(tmp_path / "file"))
    assert result.returncode == 5
    assert "Traceback" not in result.stderr
    assert "Lecture ou écriture impossible" in result.stderr


@pytest.mark.parametrize("command", ["check", "releases", "rollback"])
def test_commands_without_any_release_say_what_to_do(tmp_path, command):
    result = run_cli(command, "--data-dir", str(tmp_path))
    assert result.returncode == 1
    assert "python -m etl build" in result.stderr


# Its own peak: what the system adds up for all children holds those of other tests too.
MEASURED_BUILD = """
import sys
from pathlib import Path
from etl.__main__ import app
app(sys.argv[1:], standalone_mode=False)
status = Path("/proc/self/status").read_text("ascii", "replace")
print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Mémoire lue dans /proc.")
def test_build_stays_within_memory(tmp_path):
    command = [sys.executable, "-c", MEASURED_BUILD, "build", "--data-dir", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert current_release_id(tmp_path)
    assert 100 < int(done.stdout.split()[-1]) / 1024 < 1024
