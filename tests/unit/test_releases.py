"""Releases on disk, one rule at a time: what is a release, its id, the order it is written in."""

import json
import os
import re
import stat
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from caremap.errors import UnknownIdentifier, WarehouseMissing
from caremap.paths import current_release_id, releases_dir
from etl import releases

FIRST, SECOND, THIRD = (f"2026010{day}T000000Z-abcdef" for day in (1, 2, 3))
HOUR = 3600
DESCRIPTORS = Path("/proc/self/fd")
with_descriptors = pytest.mark.skipif(not DESCRIPTORS.exists(), reason="Fichiers lus dans /proc.")


def built(data_dir: Path, name: str) -> Path:
    folder = releases_dir(data_dir) / name
    folder.mkdir(parents=True)
    (folder / "warehouse.duckdb").write_bytes(b"")
    return folder


def at(moment: datetime, inputs: str = "000000") -> str:
    return f"{moment:%Y%m%dT%H%M%SZ}-{inputs}"


def test_a_release_is_a_folder_with_a_warehouse_and_a_plain_name(tmp_path):
    assert releases.release_ids(tmp_path) == []
    for name in (SECOND, FIRST, ".tmp-" + THIRD):
        built(tmp_path, name)
    (releases_dir(tmp_path) / THIRD).mkdir()
    (releases_dir(tmp_path) / "CURRENT").write_text(f"{FIRST}\n")
    assert releases.release_ids(tmp_path) == [FIRST, SECOND]


@pytest.fixture(params=["UTC", "Pacific/Auckland"])
def clock(request, monkeypatch):
    """The time zone of the machine."""
    with monkeypatch.context() as zone:
        zone.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("clock")
def test_an_id_is_the_second_in_utc_and_six_characters_of_the_inputs(tmp_path):
    before = at(datetime.now(UTC))[:16]
    found = releases.new_release_id(tmp_path, "0123456789")
    assert re.fullmatch(r"\d{8}T\d{6}Z-012345", found)
    assert before <= found[:16] <= at(datetime.now(UTC))[:16]


@pytest.mark.parametrize("name", ["{}", ".tmp-{}"])
def test_an_id_is_of_a_later_second_than_any_other_whatever_the_inputs(tmp_path, name):
    """An id of a build still under way is taken too."""
    taken = at(datetime.now(UTC))
    built(tmp_path, name.format(taken))
    built(tmp_path, FIRST)
    found = releases.new_release_id(tmp_path, "ffffff")
    assert found[:16] > taken[:16]


def test_a_clock_gone_back_is_told_after_two_seconds(tmp_path):
    coming = at(datetime.now(UTC) + timedelta(hours=1))
    built(tmp_path, coming)
    start = time.monotonic()
    with pytest.raises(releases.ClockWentBack) as refused:
        releases.new_release_id(tmp_path, "ffffff")
    assert 1.9 < time.monotonic() - start < 10
    assert re.fullmatch(
        rf"L'horloge donne \d{{8}}T\d{{6}}Z-ffffff, plus ancien que {coming}\.",
        refused.value.message,
    )
    assert "Remettez l'horloge à l'heure (UTC)" in refused.value.next_action


class Written:
    """What reaches the disk, in order: paths made sure (fsync) and names given (rename)."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.steps: list[str] = []
        fsync, rename, replace = os.fsync, os.rename, os.replace

        def sure(descriptor):
            fsync(descriptor)
            path = os.readlink(DESCRIPTORS / str(descriptor))
            self.steps.append(os.path.relpath(path, folder))

        def named(change):
            def call(old, new, **options):
                change(old, new, **options)
                self.steps.append(f"{os.path.relpath(old, folder)} -> {Path(new).name}")

            return call

        monkeypatch.setattr(os, "fsync", sure)
        monkeypatch.setattr(os, "rename", named(rename))
        monkeypatch.setattr(os, "replace", named(replace))


@with_descriptors
def test_a_release_is_whole_on_disk_before_it_is_named_then_served(tmp_path, monkeypatch):
    """A power cut at any step leaves the release before, or this one, and never a part of it."""
    folder = releases_dir(tmp_path)
    build = built(tmp_path, f".tmp-{FIRST}")
    (build / "geometry").mkdir()
    (build / "geometry" / "communes.json").write_text("{}")
    written = Written(monkeypatch, folder)
    releases.publish(tmp_path, build, FIRST)
    inside = f".tmp-{FIRST}"
    assert written.steps == [
        f"{inside}/geometry",
        f"{inside}/geometry/communes.json",
        f"{inside}/warehouse.duckdb",
        inside,
        f"{inside} -> {FIRST}",
        ".",
        ".CURRENT.pending",
        ".CURRENT.pending -> CURRENT",
        ".",
    ]
    assert (folder / "CURRENT").read_text(encoding="utf-8") == f"{FIRST}\n"
    assert sorted(path.name for path in folder.iterdir()) == [FIRST, "CURRENT"]


def test_a_publication_under_a_strict_umask_is_read_by_the_account_of_the_server(tmp_path):
    before = os.umask(0o077)
    try:
        build = built(tmp_path, f".tmp-{FIRST}")
        (build / "geometry").mkdir()
        (build / "geometry" / "communes.json").write_text("{}")
        releases.publish(tmp_path, build, FIRST)
    finally:
        os.umask(before)
    folder = releases_dir(tmp_path)
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.rglob("*"))}
    for path, mode in modes.items():
        assert mode == (0o750 if path.is_dir() else 0o640), path


@with_descriptors
def test_nothing_stays_open_after_a_publication(tmp_path):
    build = built(tmp_path, f".tmp-{FIRST}")
    before = len(os.listdir(DESCRIPTORS))
    releases.publish(tmp_path, build, FIRST)
    assert len(os.listdir(DESCRIPTORS)) == before


def test_five_releases_are_kept_and_the_removed_ones_are_told(tmp_path):
    names = [f"2026010{day}T000000Z-abcdef" for day in range(1, 9)]
    for name in names:
        built(tmp_path, name)
    releases.point_to(tmp_path, names[1])
    assert releases.prune(tmp_path) == [names[0], names[2]]
    assert releases.release_ids(tmp_path) == [names[1], *names[3:]]
    assert releases.prune(tmp_path, kept=1) == names[3:-1]


def test_a_publication_removes_the_oldest_release(tmp_path):
    names = [f"2026010{day}T000000Z-abcdef" for day in range(1, 7)]
    for name in names:
        releases.publish(tmp_path, built(tmp_path, f".tmp-{name}"), name)
    assert releases.release_ids(tmp_path) == names[1:]


def test_rollback_serves_the_release_just_before_the_served_one(tmp_path):
    fourth, fifth = (f"2026010{day}T000000Z-abcdef" for day in (4, 5))
    for name in (FIRST, SECOND, THIRD, fourth, fifth):
        built(tmp_path, name)
    releases.point_to(tmp_path, fourth)
    assert releases.rollback(tmp_path) == THIRD == current_release_id(tmp_path)
    assert releases.rollback(tmp_path) == SECOND == current_release_id(tmp_path)
    assert releases.rollback(tmp_path, FIRST) == FIRST == current_release_id(tmp_path)


def test_rollback_says_what_it_lacks(tmp_path):
    built(tmp_path, FIRST)
    with pytest.raises(WarehouseMissing) as refused:
        releases.rollback(tmp_path, FIRST)
    assert str(refused.value) == "Aucune version publiée. Lancez « python -m etl build »."
    built(tmp_path, SECOND)
    releases.point_to(tmp_path, FIRST)
    with pytest.raises(WarehouseMissing) as refused:
        releases.rollback(tmp_path)
    assert str(refused.value) == "Aucune version plus ancienne. Relancez une construction."
    with pytest.raises(UnknownIdentifier) as unknown:
        releases.rollback(tmp_path, THIRD)
    assert unknown.value.message == f"Version inconnue : {THIRD}."
    assert unknown.value.next_action == f"Versions présentes : {FIRST}, {SECOND}."
    assert current_release_id(tmp_path) == FIRST


def test_unfinished_builds_go_after_a_day_and_releases_stay(tmp_path):
    ages = {".tmp-older": 24 * HOUR + 60, ".tmp-younger": 24 * HOUR - 60, FIRST: 100 * HOUR}
    for name, age in ages.items():
        moment = time.time() - age
        os.utime(built(tmp_path, name), (moment, moment))
    releases.remove_stale_builds(tmp_path)
    left = {path.name for path in releases_dir(tmp_path).iterdir()}
    assert left == {".tmp-younger", FIRST}


def test_one_writer_at_a_time_and_the_other_is_told_who_at_once(tmp_path):
    start = time.monotonic()
    with releases.exclusive(tmp_path):
        held = json.loads((releases_dir(tmp_path) / ".lock-holder.json").read_text("utf-8"))
        assert held["pid"] == os.getpid()
        since = datetime.fromisoformat(held["since"])
        assert since.microsecond == 0
        assert timedelta(0) <= datetime.now(UTC) - since < timedelta(minutes=1)
        with pytest.raises(releases.ReleasesBusy) as refused, releases.exclusive(tmp_path):
            pytest.fail("two writers")
    assert time.monotonic() - start < 5
    assert refused.value.exit_code == 4
    assert refused.value.message == (
        f"Une construction est déjà en cours (processus {os.getpid()}, depuis {held['since']})."
    )
    assert refused.value.next_action == "Attendez sa fin, puis relancez."
    with releases.exclusive(tmp_path):
        pass


@pytest.mark.parametrize("left", [None, "{half"])
def test_a_holder_that_cannot_be_read_is_unknown(tmp_path, left):
    with releases.exclusive(tmp_path):
        holder = releases_dir(tmp_path) / ".lock-holder.json"
        holder.unlink()
        if left:
            holder.write_text(left)
        with (
            pytest.raises(releases.ReleasesBusy, match=r"\(processus inconnu\)"),
            releases.exclusive(tmp_path),
        ):
            pytest.fail("two writers")


def test_a_writer_that_fails_gives_the_folder_back(tmp_path):
    with pytest.raises(ValueError, match="broken"), releases.exclusive(tmp_path):
        raise ValueError("broken")
    assert not (releases_dir(tmp_path) / ".lock-holder.json").exists()
    with releases.exclusive(tmp_path):
        pass
