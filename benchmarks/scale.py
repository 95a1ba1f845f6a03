"""Build for two départements, for a region, for all of France: seconds and memory of each."""

import math
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import _report, _synthetic
from caremap.paths import ROOT
from etl.extract.__main__ import perimeter_folder
from etl.extract.archives import Archives
from etl.extract.choice import EVERY

ARCHIVES_VARIABLE = "CAREMAP_ARCHIVES_DIR"
HAUTS_DE_FRANCE = "32"
SCALES: dict[str, tuple[str, list[str], str]] = {
    # Not 59 and 62: their control figures would refuse drawn numbers, as they should.
    "two": ("Oise et Somme", ["60", "80"], ""),
    "region": ("Hauts-de-France", [], HAUTS_DE_FRANCE),
    "france": ("France", [EVERY], ""),
}
LIMITS = {"growth_exponent": 1.15}


def prepare(name: str, archives: Path, folder: Path) -> int:
    """Write the reference folder of a scale and return its number of communes."""
    _, asked, region = SCALES[name]
    reference = folder / "reference"
    perimeter_folder(archives, reference, asked, region)
    if name == "france":
        _synthetic.add_unmapped_communes(reference, Archives(archives))
    _synthetic.write_statistics(reference)
    with (reference / "communes.csv").open(encoding="utf-8") as stream:
        return sum(1 for _ in stream) - 1


def build(folder: Path) -> tuple[float, float, float]:
    """Build in a process of its own; return its seconds, its processor seconds and its VmHWM in MB.

    Processor time does not count what other programs take from the machine.
    """
    command = [sys.executable, "-m", "etl", "build", "--data-dir", str(folder)]
    environment = {k: v for k, v in os.environ.items() if k != "CAREMAP_DATA_DIR"}
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(process.returncode)
    elapsed = time.perf_counter() - started
    return elapsed, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def released_mb(folder: Path) -> tuple[float, float]:
    """Megabytes of the released warehouse, and of the compressed contours that a map fetches."""
    (warehouse,) = folder.glob("releases/*/warehouse.duckdb")
    outlines = warehouse.parent / "geometry" / "territories.topojson.gz"
    return warehouse.stat().st_size / 1e6, outlines.stat().st_size / 1e6


def measure(name: str, archives: Path) -> dict[str, float]:
    """Communes, seconds, memory and size of one scale."""
    with TemporaryDirectory() as place:
        communes = prepare(name, archives, Path(place))
        seconds, processor, peak = build(Path(place))
        warehouse, outlines = released_mb(Path(place))
    return {
        f"{name}_communes": communes,
        f"{name}_s": seconds,
        f"{name}_cpu_s": processor,
        f"{name}_peak_mb": peak,
        f"{name}_cpu_s_per_1000": 1_000 * processor / communes,
        f"{name}_warehouse_mb": warehouse,
        f"{name}_map_mb": outlines,
    }


def main() -> None:
    """Measure the three scales and how time grows with the number of communes."""
    options = _report.arguments(main.__doc__ or "", runs=1)
    archives = os.environ.get(ARCHIVES_VARIABLE)
    if not archives:
        print(f"Échelle non mesurée : {ARCHIVES_VARIABLE} ne donne pas le dossier des archives.")
        print("Les commandes qui les apportent sont en tête de etl/extract/__init__.py.")
        return
    found: dict[str, float] = {}
    for name in SCALES:
        found |= measure(name, Path(archives))
    more = math.log(found["france_communes"] / found["two_communes"])
    found["growth_exponent"] = math.log(found["france_cpu_s"] / found["two_cpu_s"]) / more
    print(f"Territoires réels, {_synthetic.LABEL}.")
    titles = (
        "périmètre",
        "communes",
        "s",
        "s CPU",
        "Mo",
        "s CPU / 1 000",
        "entrepôt Mo",
        "carte Mo",
    )
    keys = ("communes", "s", "cpu_s", "peak_mb", "cpu_s_per_1000", "warehouse_mb", "map_mb")
    rows = [
        (label, *(f"{found[f'{name}_{key}']:.1f}" for key in keys))
        for name, (label, _, _) in SCALES.items()
    ]
    _report.table(titles, rows)
    _report.targets(found, LIMITS)
    _report.last_line(options.json, found)


if __name__ == "__main__":
    main()
