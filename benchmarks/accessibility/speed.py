"""Time and memory: PySAL `access` and this engine on the same pairs, and growth with size."""

import ctypes
import multiprocessing
import time
import warnings
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.accessibility.points import Points, synthetic_counts, synthetic_points
from caremap.accessibility import (
    APL_STEPS,
    Decay,
    PairList,
    accessibility,
    accessibility_from_pairs,
    pairs_within,
    weight_matrix,
)

RADIUS_KM = 20.0
DECAY = Decay("steps", RADIUS_KM, APL_STEPS)

Figures = dict[str, float]


def best_seconds(run: Callable[[], object], repeats: int) -> float:
    """Return the shortest of `repeats` runs, in seconds."""
    spent = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        spent.append(time.perf_counter() - start)
    return min(spent)


def peak_mb(run: Callable[[], object]) -> float:
    """Return the resident memory that `run` adds at its peak, in MB, in a forked process."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_measure_peak, args=(run, sender))
    child.start()
    peak = float(receiver.recv())
    child.join()
    return peak


def _measure_peak(run: Callable[[], object], sender: Connection) -> None:
    # Freed memory that the C library keeps would otherwise hide what the run takes.
    ctypes.CDLL("libc.so.6").malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before = _status_mb("VmRSS")
    run()
    sender.send(_status_mb("VmHWM") - before)


def _status_mb(field: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(field))


def pysal_run(pairs: PairList, supply: np.ndarray, need: np.ndarray) -> Callable[[], np.ndarray]:
    """Return a call of PySAL's enhanced two-stage on the same pairs; ImportError if absent."""
    from access import Access, weights

    frame = pd.DataFrame({"origin": pairs.origins, "dest": pairs.sites, "cost": pairs.cost})
    tables = [pd.DataFrame({"geoid": np.arange(len(v)), "v": v}) for v in (need, supply)]
    step_fn = weights.step_fn(dict(APL_STEPS))

    def run() -> np.ndarray:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = Access(
                demand_df=tables[0],
                demand_index="geoid",
                demand_value="v",
                supply_df=tables[1],
                supply_index="geoid",
                supply_value="v",
                cost_df=frame,
                cost_origin="origin",
                cost_dest="dest",
                cost_name="cost",
            )
            table = model.enhanced_two_stage_fca(
                name="e2", cost="cost", max_cost=RADIUS_KM, weight_fn=step_fn
            )
        return table.sort_index().iloc[:, 0].fillna(0.0).to_numpy()

    return run


def side_by_side(points: Points, suffix: str, repeats: int) -> Figures:
    """Return times, ratios, memory and the largest difference on the pairs of these points."""
    pairs = pairs_within(*points, RADIUS_KM)
    supply, need = synthetic_counts(len(points[0]))
    matrix = weight_matrix(pairs, DECAY)
    spare = matrix.data.copy(), matrix.indices.copy()

    def ours() -> np.ndarray:
        return accessibility_from_pairs(pairs, DECAY, supply, need)

    def ready() -> np.ndarray:
        return accessibility(matrix, supply, need)

    def one_pass() -> None:
        np.copyto(spare[0], matrix.data)
        np.copyto(spare[1], matrix.indices)

    ready()
    found: Figures = {
        "pairs": len(pairs.cost),
        "ours_s": best_seconds(ours, 7),
        "ready_s": best_seconds(ready, 50),
        "matrix_build_s": best_seconds(lambda: weight_matrix(pairs, DECAY), 3),
        "pair_search_s": best_seconds(lambda: pairs_within(*points, RADIUS_KM), 2),
        "one_pass_s": best_seconds(one_pass, 30),
        "max_abs_diff_forms": float(np.abs(ours() - ready()).max()),
    }
    found["ready_over_one_pass"] = found["ready_s"] / found["one_pass_s"]
    try:
        theirs = pysal_run(pairs, supply, need)
    except ImportError:
        return {f"{name}{suffix}": value for name, value in found.items()}
    found["pysal_s"] = best_seconds(theirs, repeats)
    found["time_ratio"] = found["pysal_s"] / found["ours_s"]
    found["time_ratio_ready"] = found["pysal_s"] / found["ready_s"]
    found["max_abs_diff"] = float(np.abs(theirs() - ours()).max())
    found["ours_peak_mb"], found["pysal_peak_mb"] = peak_mb(ours), peak_mb(theirs)
    found["memory_ratio"] = found["pysal_peak_mb"] / found["ours_peak_mb"]
    return {f"{name}{suffix}": value for name, value in found.items()}


def growth() -> Figures:
    """Return seconds by number of places, and the exponent of time against pairs."""
    found, logs = Figures(), []
    for count in (1_000, 3_000, 10_000, 30_000, 100_000):
        pairs = pairs_within(*synthetic_points(count), RADIUS_KM)
        supply, need = synthetic_counts(count)
        seconds = best_seconds(
            lambda p=pairs, s=supply, n=need: accessibility_from_pairs(p, DECAY, s, n), 5
        )
        found[f"growth_{count}_s"] = seconds
        found[f"growth_{count}_ns_per_pair"] = 1e9 * seconds / len(pairs.cost)
        logs.append((np.log(len(pairs.cost)), np.log(seconds)))
    pairs_log, seconds_log = np.array(logs).T
    found["growth_exponent"] = float(np.polyfit(pairs_log, seconds_log, 1)[0])
    return found
