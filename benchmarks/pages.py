"""What a page costs: processor time of a cached rerun, and time to the first usable page.

Reruns are asked over the websocket, without a browser, and the processor time of the whole server
process is read before and after, collection included. First pages are opened in a new browser on a
server that nobody has used yet, in turn with an empty Streamlit page.
"""

import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser

from benchmarks import _report
from benchmarks._browser import browsing, new_page
from benchmarks._reader import Reader, reading
from benchmarks._server import APPS, Server, dashboard, serving
from caremap.paths import ROOT

CPU_LIMIT_MS = 50
FIRST_PAGE_LIMIT = 2
FIRST_PAGES = ("synthese", "densite")
_WARM_RUNS = 3
_AFTER_RUN_S = 0.15


def page_ids() -> list[str]:
    """Every page of the application: one file each."""
    return sorted(path.stem for path in (ROOT / "pages").glob("*.py"))


def cpu_of_pages(script: Path, pages: Sequence[str], runs: int) -> dict[str, list[float]]:
    """Processor milliseconds of each rerun, by page, on one server."""
    found = {}
    with serving(script) as server:
        for page in pages:
            with reading(server.url, page) as reader:
                for _ in range(_WARM_RUNS):
                    _cpu_of_run(server, reader)
                found[page] = [_cpu_of_run(server, reader) for _ in range(runs)]
    return found


def _cpu_of_run(server: Server, reader: Reader) -> float:
    before = server.cpu_ms()
    reader.run()
    time.sleep(_AFTER_RUN_S)  # the collection comes after the last message
    return server.cpu_ms() - before


def first_page(browser: Browser, script: Path, page: str, *, ours: bool) -> float:
    """Seconds from opening a link on a fresh server to a title, and a painted map on our pages."""
    with serving(script) as server:
        tab = new_page(browser)
        tab.goto(f"{server.url}/{page}", wait_until="commit")
        ways = ("heading", "ours") if ours else ("heading",)
        for way in ways:
            tab.evaluate("way => paintTimer.start(way, ':')", way)
            elapsed = tab.evaluate("paintTimer.sinceOpen()")
        tab.context.close()
        return float(elapsed) / 1000


def first_pages(starts: int) -> dict[str, list[float]]:
    """Time of the first page after each fresh start, the empty page in turn with ours."""
    found: dict[str, list[float]] = {name: [] for name in ("empty", *FIRST_PAGES)}
    with browsing() as browser:
        for _ in range(starts):
            found["empty"].append(first_page(browser, APPS / "empty.py", "", ours=False))
            for page in FIRST_PAGES:
                found[page].append(first_page(browser, dashboard(), page, ours=True))
    return found


def main() -> None:
    """Measure both, print tables and targets."""
    options = _report.arguments(main.__doc__ or "", runs=15)
    cpu = cpu_of_pages(dashboard(), page_ids(), options.runs)
    floor = cpu_of_pages(APPS / "empty.py", [""], options.runs)[""]
    _report.table(
        ("cached rerun", "median ms", "min - max ms"),
        [
            (page, f"{median(times):.1f}", f"{min(times):.1f} - {max(times):.1f}")
            for page, times in (cpu | {"(empty application)": floor}).items()
        ],
    )
    first = first_pages(max(3, options.runs // 3))
    _report.table(
        ("first page, fresh server", "median s", "min - max s"),
        [(p, f"{median(v):.2f}", f"{min(v):.2f} - {max(v):.2f}") for p, v in first.items()],
    )
    empty = median(first["empty"])
    ratios = {f"first_page_ratio {page}": median(first[page]) / empty for page in FIRST_PAGES}
    figures = {f"cpu_ms {page}": median(values) for page, values in cpu.items()} | ratios
    limits = {
        name: CPU_LIMIT_MS if name.startswith("cpu") else FIRST_PAGE_LIMIT for name in figures
    }
    _report.targets(figures, limits)
    results = {
        "cpu_ms": {page: median(values) for page, values in cpu.items()},
        "first_page_ratio": max(ratios.values()),
        "first_page_s": {page: median(values) for page, values in first.items()},
    }
    _report.last_line(options.json, results)


if __name__ == "__main__":
    main()
