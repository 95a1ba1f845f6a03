"""Runs every benchmark in turn, each in its own process; options are passed to each."""

import subprocess
import sys
from importlib.util import find_spec

NAMES = ("maps", "warehouse", "pages", "accessibility", "load")


def main() -> int:
    """Run the benchmarks that exist; the exit code is the first that is not zero."""
    codes = []
    for name in NAMES:
        module = f"benchmarks.{name}"
        if find_spec(module) is None:
            continue
        print(f"== {module}", flush=True)
        codes.append(subprocess.run([sys.executable, "-m", module, *sys.argv[1:]]).returncode)
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    sys.exit(main())
