"""Releases on disk: publish, roll back, keep the last five, one writer at a time."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from caremap.errors import UnknownIdentifier, WarehouseMissing
from caremap.paths import ROOT, current_release_id, releases_dir
from etl import releases
from etl.build import build


def release_named(data_dir: Path, release_id: str) -> None:
    built = releases_dir(data_dir) / f".tmp-{release_id}"
    built.mkdir(parents=True)
    (built / "warehouse.duckdb").write_bytes(b"")
    releases.publish(data_dir, built, release_id)


def names(count: int) -> list[str]:
    return [f"20260101T00000{number}Z-abcdef" for number in range(count)]


def test_publish_keeps_the_last_five(tmp_path):
    for name in names(7):
        release_named(tmp_path, name)
    assert releases.release_ids(tmp_path) == names(7)[2:]
    assert current_release_id(tmp_path) == names(7)[-1]


def test_pruning_never_removes_the_served_release(tmp_path):
    for name in names(5):
        release_named(tmp_path, name)
    releases.point_to(tmp_path, names(5)[0])
    releases.prune(tmp_path, kept=2)
    assert releases.release_ids(tmp_path) == [names(5)[0], *names(5)[3:]]


def test_rollback_goes_back_then_refuses(tmp_path):
    for name in names(3):
        release_named(tmp_path, name)
    assert releases.rollback(tmp_path) == names(3)[1]
    assert releases.rollback(tmp_path) == names(3)[0]
    assert current_release_id(tmp_path) == names(3)[0]
    with pytest.raises(WarehouseMissing):
        releases.rollback(tmp_path)
    assert releases.rollback(tmp_path, names(3)[2]) == names(3)[2]


def test_rollback_to_an_unknown_release_changes_nothing(tmp_path):
    release_named(tmp_path, names(1)[0])
    with pytest.raises(UnknownIdentifier, match=names(1)[0]):
        releases.rollback(tmp_path, "19990101T000000Z-000000")
    assert current_release_id(tmp_path) == names(1)[0]


def test_ids_increase_and_a_clock_gone_back_is_refused(tmp_path):
    first = releases.new_release_id(tmp_path, "ffffff00")
    release_named(tmp_path, first)
    second = releases.new_release_id(tmp_path, "00000000")
    assert second > first
    release_named(tmp_path, "29990101T000000Z-abcdef")
    with pytest.raises(releases.ClockWentBack):
        releases.new_release_id(tmp_path, "abcdef")


def test_half_built_folders_are_not_releases_and_go_after_a_day(tmp_path):
    folder = releases_dir(tmp_path)
    for name, age_hours in ((".tmp-old", 25), (".tmp-recent", 1)):
        (folder / name).mkdir(parents=True)
        moment = time.time() - age_hours * 3600
        os.utime(folder / name, (moment, moment))
    releases.remove_stale_builds(tmp_path)
    assert [path.name for path in folder.iterdir()] == [".tmp-recent"]
    assert releases.release_ids(tmp_path) == []


def test_second_writer_is_told_who_holds_the_lock(tmp_path):
    command = [sys.executable, "-m", "etl", "build", "--data-dir", str(tmp_path)]
    with releases.exclusive(tmp_path):
        result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 4
    assert f"processus {os.getpid()}, depuis 20" in result.stderr
    assert current_release_id(tmp_path) is None


def test_killed_build_leaves_the_served_release(tmp_path):
    served = build(tmp_path)
    command = [sys.executable, "-m", "etl", "build", "--data-dir", str(tmp_path)]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while not list(releases_dir(tmp_path).glob(".tmp-*")) and time.monotonic() < deadline:
        time.sleep(0.01)
    child.kill()
    child.wait()
    assert current_release_id(tmp_path) == served
    assert releases.release_ids(tmp_path) == [served]
    again = build(tmp_path)
    assert again > served
    manifest = releases_dir(tmp_path) / again / "manifest.json"
    assert json.loads(manifest.read_text(encoding="utf-8"))["release_id"] == again
