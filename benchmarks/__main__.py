"""Runs every benchmark in turn, each in its own process, and writes docs/performance.md.

Options are passed to each.
"""

import subprocess
import sys
from importlib.util import find_spec
from typing import Any

from benchmarks import _document

NAMES = ("maps", "warehouse", "scale", "pages", "exports", "accessibility", "load")


def run(name: str) -> tuple[int, dict[str, Any] | None]:
    """Run one benchmark, show what it prints, and return its exit code and its results."""
    command = [sys.executable, "-m", f"benchmarks.{name}", "--json", *sys.argv[1:]]
    lines = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            lines.append(line)
    return process.returncode, _document.last_json(lines)


def main() -> int:
    """Run the benchmarks that exist; the exit code is the first that is not zero."""
    codes, results = [], {}
    for name in NAMES:
        if find_spec(f"benchmarks.{name}") is None:
            continue
        print(f"== benchmarks.{name}", flush=True)
        code, found = run(name)
        codes.append(code)
        if found is not None:
            results[name] = found
    _document.write(results)
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    sys.exit(main())
