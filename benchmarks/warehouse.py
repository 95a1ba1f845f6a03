"""Build of the warehouse from the embedded tables: time and peak memory of a child process."""

import os
import resource
import subprocess
import sys
import time
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks import _report
from caremap.paths import ROOT

LIMITS = {"build_s": 20.0, "peak_mb": 600.0}


def build() -> float:
    """Build into an empty folder; return the seconds it took."""
    with TemporaryDirectory() as folder:
        environment = {k: v for k, v in os.environ.items() if k != "CAREMAP_DATA_DIR"}
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "etl", "build", "--data-dir", folder],
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return time.perf_counter() - started


def main() -> None:
    """Build a few times, print the median time and the highest memory of any build."""
    options = _report.arguments(main.__doc__ or "", runs=3)
    seconds = [build() for _ in range(options.runs)]
    kilobytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    found = {"build_s": median(seconds), "peak_mb": kilobytes / 1024}
    _report.table(("build", "s"), [(n, f"{s:.2f}") for n, s in enumerate(seconds, 1)])
    _report.targets(found, LIMITS)
    _report.last_line(options.json, found)


if __name__ == "__main__":
    main()
