"""Share of the changes made by `mutmut run` that a test noticed, by file; fails under 80 %."""

import json
import sys
from collections import Counter
from pathlib import Path

FOLDER = Path("mutants")
LOWEST = 80
SURVIVED, NO_TEST = 0, (5, 33)
# Stopped by hand, left out by a comment, or not tried yet: neither noticed nor missed.
NOT_TRIED = (None, 2, 34)


def counts(path: Path) -> Counter[str]:
    """Changes of one file: noticed, missed, not run by any test."""
    found: Counter[str] = Counter()
    for code in json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"].values():
        if code not in NOT_TRIED:
            missed = {SURVIVED: "missed"} | dict.fromkeys(NO_TEST, "not run")
            found[missed.get(code, "noticed")] += 1
    return found


def share(found: Counter[str]) -> float:
    """Percentage of the changes that a test noticed."""
    return 100 * found["noticed"] / found.total()


def main() -> int:
    """Print the table; 1 when the whole is under the limit, or when nothing was tried."""
    tried = {
        path: found for path in sorted(FOLDER.rglob("*.py.meta")) if (found := counts(path)).total()
    }
    whole = sum(tried.values(), Counter())
    if not whole:
        print("No change was tried: run `mutmut run` first.")
        return 1
    for path, found in [*tried.items(), (FOLDER / "all files.meta", whole)]:
        name = str(path.relative_to(FOLDER)).removesuffix(".meta")
        rest = f"missed {found['missed']:>4}  not run {found['not run']:>4}"
        print(f"{name:<42} {share(found):5.1f} %  of {found.total():>5}  {rest}")
    return int(share(whole) < LOWEST)


if __name__ == "__main__":
    sys.exit(main())
