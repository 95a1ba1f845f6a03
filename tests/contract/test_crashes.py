"""`kill -9` while releases are published: what is served is always one whole release."""

import random
import subprocess
import sys
import time
from pathlib import Path

import duckdb

from caremap.paths import ROOT, current_release_id, releases_dir
from etl import releases

KILLS = 20
# Publishes copies of a real release, one after another, until it is killed.
PUBLISHER = """
import shutil, sys, time
from pathlib import Path
from etl import releases

source, data_dir = Path(sys.argv[1]), Path(sys.argv[2])
folder = data_dir / "releases"
print("ready", flush=True)
for number in range(10_000):
    release_id = f"2030{time.time_ns():020d}"
    with releases.exclusive(data_dir):
        shutil.copytree(source, folder / f".tmp-{release_id}")
        releases.publish(data_dir, folder / f".tmp-{release_id}", release_id)
"""


def served_is_whole(data_dir: Path, expected: list[tuple[object, ...]]) -> str:
    """The pointer names a release that is there, opens, and says what it should."""
    release_id = current_release_id(data_dir)
    assert release_id
    release = releases_dir(data_dir) / release_id
    assert (release / "manifest.json").is_file()
    assert not (release / "warehouse.duckdb.wal").exists()
    with duckdb.connect(release / "warehouse.duckdb", read_only=True) as connection:
        query = "select count(*), sum(value) from marts.indicator_values"
        assert connection.execute(query).fetchall() == expected
    return release_id


def test_a_publication_killed_at_any_moment_leaves_one_whole_release(
    release: Path, tmp_path: Path
) -> None:
    with duckdb.connect(release / "warehouse.duckdb", read_only=True) as connection:
        query = "select count(*), sum(value) from marts.indicator_values"
        expected = connection.execute(query).fetchall()
    moments = random.Random(59_62)
    seen = set()
    for _ in range(KILLS):
        command = [sys.executable, "-c", PUBLISHER, str(release), str(tmp_path)]
        publisher = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
        assert publisher.stdout
        publisher.stdout.readline()
        time.sleep(0.15 + moments.random() * 0.3)
        publisher.kill()
        publisher.wait()
        if current_release_id(tmp_path) is not None:
            seen.add(served_is_whole(tmp_path, expected))
    assert len(seen) >= KILLS // 2
    # The lock of a killed process is free, and what it left half-made is not a release.
    with releases.exclusive(tmp_path):
        assert current_release_id(tmp_path) in releases.release_ids(tmp_path)
