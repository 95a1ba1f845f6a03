"""Load and memory: 20 and 50 readers at once, 500 sessions in a row, a release swapped meanwhile.

Readers use Streamlit's own messages over the websocket and think 5 s between two views, so the
times are those of the server, without the paint of the browser.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

from benchmarks import _report
from benchmarks._machine import shared_machine
from benchmarks._reader import Reader, reading
from benchmarks._server import Server, dashboard, serving
from benchmarks._users import VIEWS, Crowd, crowd, warm
from caremap.formats import number
from caremap.paths import REFERENCE, ROOT, current_release_id

USERS = (20, 50)
SESSIONS = 500
GROWTH_OVER = 200
SWAPS = 3
LIMITS = {
    "p95_20_users_s": 0.15,
    "p95_50_users_s": 0.3,
    "errors": 0,
    "rss_mb": 800,
    "growth_percent": 5,
    "mixed_figures": 0,
}
# Population of Lille in two releases: the official one, and one that says something else.
TOWN, OFFICIAL, OTHER = "59350", 238_246, 240_001


def rss_mb(server: Server) -> float:
    """Resident memory of the server, in megabytes."""
    pages = int(Path(f"/proc/{server.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def sessions_in_a_row(server: Server) -> list[float]:
    """Open and leave one session after another; memory after each, in megabytes."""
    memory = []
    for turn in range(SESSIONS):
        page, query = VIEWS[turn % len(VIEWS)]
        with reading(server.url, page, query) as reader:
            reader.run()
        memory.append(rss_mb(server))
    return memory


def build(data_dir: Path, population: int) -> str:
    """Publish a release where the town has a population; return its id."""
    table = data_dir / "reference" / "populations.csv"
    official = (REFERENCE / "populations.csv").read_text(encoding="utf-8")
    table.write_text(official.replace(f",{TOWN},{OFFICIAL}\n", f",{TOWN},{population}\n"))
    command = [sys.executable, "-m", "etl", "build", "--data-dir", str(data_dir)]
    command += ["--accept", "bascule de versions sous charge"]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return str(current_release_id(data_dir))


@contextmanager
def two_releases() -> Iterator[tuple[Path, dict[str, int]]]:
    """Data directory with two releases; population of the town by release id."""
    with TemporaryDirectory() as folder:
        data_dir = Path(folder)
        shutil.copytree(REFERENCE, data_dir / "reference")
        yield data_dir, {build(data_dir, found): found for found in (OTHER, OFFICIAL)}


def mixed(answer: str, populations: dict[str, int]) -> str | None:
    """Say what is wrong when an answer holds two releases, or the figure of the other one."""
    releases = {release for release in populations if release in answer}
    figures = {people for people in populations.values() if number(people) in answer}
    if {populations[release] for release in releases} == figures and len(figures) == 1:
        return None
    return f"mixed: releases {sorted(releases)}, figures {sorted(figures)}"


def swapped_under_load(users: int, reruns: int) -> Crowd:
    """Move the pointer from one release to the other while readers work."""
    with (
        two_releases() as (data_dir, populations),
        serving(dashboard(), CAREMAP_DATA_DIR=str(data_dir)) as server,
    ):

        def look(reader: Reader) -> str | None:
            return mixed(reader.answer.decode(errors="ignore"), populations)

        mover = Thread(target=_move_pointer, args=(data_dir, [*populations] * SWAPS))
        mover.start()
        views = [("territoire", f"territoire={TOWN}"), ("densite", f"territoire={TOWN}")]
        found = crowd(server.url, users, reruns, views=views, look=look, keeps_messages=False)
        mover.join()
        return found


def _move_pointer(data_dir: Path, release_ids: list[str]) -> None:
    pointer = data_dir / "releases" / "CURRENT"
    for release_id in release_ids:
        time.sleep(6)
        aside = pointer.with_suffix(".new")
        aside.write_text(release_id)
        aside.replace(pointer)


def under_load(reruns: int) -> tuple[dict[int, Crowd], list[float]]:
    """Crowds of each size, then sessions in a row, on one server of the current release."""
    with serving(dashboard()) as server:
        warm(server.url)
        crowds = {users: _crowd(server, users, reruns) for users in USERS}
        return crowds, sessions_in_a_row(server)


def _crowd(server: Server, users: int, reruns: int) -> Crowd:
    with shared_machine(server) as machine:
        found = crowd(server.url, users, reruns)
    found.by_others = machine.by_others
    return found


def results(crowds: dict[int, Crowd], memory: list[float], swap: Crowd) -> dict[str, Any]:
    """Figures of the report, by name."""
    found: dict[str, Any] = {}
    for users, seen in crowds.items():
        found[f"p95_{users}_users_s"] = seen.p95_s
        found[f"median_{users}_users_s"] = seen.median_s
        found[f"others_share_{users}_users"] = seen.by_others
    before = memory[-GROWTH_OVER - 1]
    mixed_figures = [text for text in swap.errors if text.startswith("mixed")]
    return found | {
        "reruns": sum(len(seen.seconds) for seen in (*crowds.values(), swap)),
        "errors": sum(len(seen.errors) for seen in crowds.values())
        + len(swap.errors)
        - len(mixed_figures),
        "rss_mb": max(memory),
        "growth_percent": 100 * (memory[-1] - before) / before,
        "swap_p95_s": swap.p95_s,
        "mixed_figures": len(mixed_figures),
    }


def main() -> None:
    """Measure, print the table and the targets."""
    options = _report.arguments(main.__doc__ or "", runs=12)
    crowds, memory = under_load(options.runs)
    swap = swapped_under_load(USERS[0], options.runs // 2)
    found = results(crowds, memory, swap)
    rows = [(f"{n} readers", c) for n, c in crowds.items()] + [("release swapped", swap)]
    _report.table(
        ("think time 5 s", "reruns", "median s", "95 % s", "errors", "machine used by others"),
        [
            (
                *(name, len(c.seconds), f"{c.median_s:.3f}", f"{c.p95_s:.3f}", len(c.errors)),
                "n.d." if c.by_others is None else f"{c.by_others:.0%}",
            )
            for name, c in rows
        ],
    )
    for complaint in sorted({error for _, seen in rows for error in seen.errors})[:10]:
        print(complaint)
    _report.targets(found, LIMITS)
    _report.last_line(options.json, found)


if __name__ == "__main__":
    main()
