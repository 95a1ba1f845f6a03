"""What every benchmark prints: a table, its targets, and one line of JSON when asked."""

import argparse
import json
from collections.abc import Mapping, Sequence
from typing import Any


def arguments(description: str, runs: int) -> argparse.Namespace:
    """Read the options that all benchmarks share."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    parser.add_argument("--runs", type=int, default=runs, help=f"repetitions (default {runs})")
    return parser.parse_args()


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows under a header, first column left, the others right."""
    lines = [[str(cell) for cell in line] for line in (header, *rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    for position, line in enumerate(lines):
        cells = [line[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
        print("  ".join(cells).rstrip())
        if position == 0:
            print("  ".join("-" * width for width in widths))
    print(flush=True)


def targets(results: Mapping[str, float], limits: Mapping[str, float]) -> None:
    """Print each figure that has a target, and whether the target is met."""
    rows = [
        (name, f"{results[name]:.4g}", f"≤ {limit:.4g}", "ok" if results[name] <= limit else "OVER")
        for name, limit in limits.items()
    ]
    table(("figure", "measured", "target", ""), rows)


def last_line(wanted: bool, results: Mapping[str, Any]) -> None:
    """Print the results as one line of JSON."""
    if wanted:
        print(json.dumps(results, ensure_ascii=False))
