"""The machine of a measurement, and how much of it others were using meanwhile."""

import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks._server import Server

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_IDLE = (3, 4)  # idle and waiting for a disk, in the first line of /proc/stat


@dataclass
class Shared:
    """Share of the processors that neither the server nor its readers used, 0 to 1."""

    by_others: float = 0.0


def describe() -> dict[str, object]:
    """Processors, system and Python of this machine."""
    return {
        "cores": os.cpu_count() or 1,
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def _busy_s() -> float:
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    return sum(int(ticks) for at, ticks in enumerate(fields[:8]) if at not in _IDLE) / _TICKS_PER_S


@contextmanager
def shared_machine(server: Server) -> Iterator[Shared]:
    """Measure what others use while the block runs."""
    found = Shared()
    wall, busy = time.perf_counter(), _busy_s()
    own = time.process_time() + server.cpu_ms() / 1000
    yield found
    used = _busy_s() - busy - (time.process_time() + server.cpu_ms() / 1000 - own)
    found.by_others = max(0.0, used / ((time.perf_counter() - wall) * (os.cpu_count() or 1)))
