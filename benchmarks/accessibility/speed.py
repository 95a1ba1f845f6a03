"""Time and memory: PySAL `access` and this engine on the same pairs, and growth with size."""

import ctypes
import multiprocessing
import os
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

from benchmarks.accessibility.points import Points, synthetic_counts, synthetic_points
from caremap.accessibility import (
    APL_STEPS,
    Decay,
    PairList,
    accessibility,
    accessibility_from_pairs,
    accessibility_in_threads,
    pairs_within,
    row_blocks,
    weight_matrix,
)

RADIUS_KM = 20.0
DECAY = Decay("steps", RADIUS_KM, APL_STEPS)

THREADS = min(2, os.cpu_count() or 1)
POOL = ThreadPoolExecutor(THREADS)

Figures = dict[str, float]
Run = Callable[[], np.ndarray]


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


def pysal_run(pairs: PairList, supply: np.ndarray, need: np.ndarray) -> Run:
    """Return a call of PySAL's enhanced two-stage on the same pairs; ImportError if absent."""
    from access import Access, weights  # type: ignore[import-not-found]

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
        return np.asarray(table.sort_index().iloc[:, 0].fillna(0.0))

    return run


def side_by_side(points: Points, suffix: str, repeats: int) -> Figures:
    """Return times, ratios, memory and the largest difference on the pairs of these points."""
    pairs = pairs_within(*points, RADIUS_KM)
    supply, need = synthetic_counts(len(points[0]))
    matrix = weight_matrix(pairs, DECAY)
    blocks = row_blocks(matrix, THREADS)

    def ours() -> np.ndarray:
        return accessibility_from_pairs(pairs, DECAY, supply, need)

    def ready() -> np.ndarray:
        return accessibility_in_threads(blocks, supply, need, POOL)

    def ready_alone() -> np.ndarray:
        return accessibility(matrix, supply, need)

    found: Figures = {
        "pairs": len(pairs.cost),
        "pair_search_s": best_seconds(lambda: pairs_within(*points, RADIUS_KM), 2),
        "matrix_build_s": best_seconds(lambda: weight_matrix(pairs, DECAY), 3),
        "ours_s": best_seconds(ours, 7),
        "ready_s": best_seconds(ready, 50),
        "ready_one_thread_s": best_seconds(ready_alone, 50),
        "one_pass_s": one_pass_seconds(matrix),
        "max_abs_diff_forms": float(np.abs(ours() - ready()).max()),
    }
    found["ready_over_one_pass"] = found["ready_s"] / found["one_pass_s"]
    try:
        theirs = pysal_run(pairs, supply, need)
        found |= against(found, ours, theirs, repeats)
    except ImportError:
        pass
    return {f"{name}{suffix}": value for name, value in found.items()}


def against(known: Figures, ours: Run, theirs: Run, repeats: int) -> Figures:
    """Return what PySAL takes, what we take, and how far the answers are."""
    seconds = best_seconds(theirs, repeats)
    memory = peak_mb(ours), peak_mb(theirs)
    return {
        "pysal_s": seconds,
        "time_ratio": seconds / known["ours_s"],
        "time_ratio_ready": seconds / known["ready_s"],
        "time_ratio_ready_one_thread": seconds / known["ready_one_thread_s"],
        "max_abs_diff": float(np.abs(theirs() - ours()).max()),
        "ours_peak_mb": memory[0],
        "pysal_peak_mb": memory[1],
        "memory_ratio": memory[1] / memory[0],
    }


def one_pass_seconds(matrix: sparse.csr_array) -> float:
    """Return the time of one copy of the matrix in memory: values and column positions."""
    values, columns = matrix.data.copy(), matrix.indices.copy()

    def copy() -> None:
        np.copyto(values, matrix.data)
        np.copyto(columns, matrix.indices)

    return best_seconds(copy, 30)


def growth() -> Figures:
    """Return seconds by number of places, and the exponent of time against pairs."""
    found, logs = Figures(), []
    for count in (1_000, 3_000, 10_000, 30_000, 100_000):
        pairs = pairs_within(*synthetic_points(count), RADIUS_KM)
        supply, need = synthetic_counts(count)
        seconds = best_seconds(partial(accessibility_from_pairs, pairs, DECAY, supply, need), 5)
        found[f"growth_{count}_s"] = seconds
        found[f"growth_{count}_ns_per_pair"] = 1e9 * seconds / len(pairs.cost)
        logs.append((np.log(len(pairs.cost)), np.log(seconds)))
    pairs_log, seconds_log = np.array(logs).T
    found["growth_exponent"] = float(np.polyfit(pairs_log, seconds_log, 1)[0])
    return found
