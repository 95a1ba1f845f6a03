"""Change of indicator on the commune map, three ways, seen from the browser.

The three applications run at the same time and take turns. Time goes from the press on the option
to the second frame after the paint; bytes are all that the page receives until it is silent.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page

from benchmarks import _report
from benchmarks._browser import browsing, new_page
from benchmarks._server import APPS, dashboard, serving
from benchmarks._traffic import Traffic
from caremap.catalog import INDICATOR_BY_ID

INDICATORS = ("apl_gp_65", "share_65_plus", "gp_density")
LIMITS = {
    "time_ratio_vs_folium": 1 / 6,
    "gzip_ratio_vs_folium": 1 / 50,
    "time_ratio_vs_plotly": 1 / 10,
}


@dataclass
class Way:
    """One way of drawing the map: its open page and what was measured on it."""

    name: str
    page: Page
    traffic: Traffic
    seconds: list[float] = field(default_factory=list)
    raw: list[int] = field(default_factory=list)
    packed: list[int] = field(default_factory=list)

    def change(self, indicator_id: str, counted: bool) -> None:
        """Choose another indicator and wait for its paint, then for silence."""
        label = INDICATOR_BY_ID[indicator_id].label
        wanted = indicator_id.replace("_", "-") if self.name == "ours" else label
        self.page.bring_to_front()
        self.page.locator(".st-key-choix-indicateur input").click()
        option = self.page.get_by_role("option", name=re.compile(f"(^|· ){re.escape(label)}$"))
        option.wait_for()
        self.traffic.wait_for_silence(200)
        self.traffic.clear()
        self.page.evaluate("([way, wanted]) => paintTimer.start(way, wanted)", [self.name, wanted])
        option.click()
        elapsed = self.page.evaluate("paintTimer.sincePress()") / 1000
        self.traffic.wait_for_silence()
        if counted:
            raw, packed = self.traffic.sizes()
            self.seconds.append(elapsed)
            self.raw.append(raw)
            self.packed.append(packed)

    def row(self) -> tuple[str, ...]:
        """Medians, as printed."""
        return (
            self.name,
            f"{median(self.seconds):.3f}",
            f"{min(self.seconds):.3f} - {max(self.seconds):.3f}",
            f"{median(self.raw) / 1000:.1f}",
            f"{median(self.packed) / 1000:.1f}",
        )


def measure(runs: int) -> list[Way]:
    """Open the three pages, change each once per indicator to warm up, then take turns."""
    with browsing() as browser, ExitStack() as stack:
        ways = [
            stack.enter_context(_opened(browser, name)) for name in ("ours", "folium", "plotly")
        ]
        order = islice(cycle(INDICATORS[1:] + INDICATORS[:1]), len(INDICATORS) + runs)
        for turn, indicator_id in enumerate(order):
            for way in ways:
                way.change(indicator_id, counted=turn >= len(INDICATORS))
        return ways


@contextmanager
def _opened(browser: Browser, name: str) -> Iterator[Way]:
    """Serve one way, open its page on the first indicator and wait for the map."""
    ours = name == "ours"
    script = dashboard() if ours else APPS / "serve.py"
    address = f"densite?niveau=commune&indicateur={INDICATORS[0]}" if ours else ""
    with serving(script, BENCHMARK_PAGE=f"{name}_usual.py") as server:
        page = new_page(browser)
        traffic = Traffic(page)
        page.goto(f"{server.url}/{address}")
        wanted = INDICATORS[0].replace("_", "-") if ours else INDICATOR_BY_ID[INDICATORS[0]].label
        page.evaluate("([way, wanted]) => paintTimer.start(way, wanted)", [name, wanted])
        page.evaluate("paintTimer.sinceOpen()")
        traffic.wait_for_silence()
        yield Way(name, page, traffic)


def results(ways: list[Way]) -> dict[str, Any]:
    """Ratios of medians, ours over theirs, and the medians themselves."""
    ours, folium, plotly = ways
    found: dict[str, Any] = {
        "time_ratio_vs_folium": median(ours.seconds) / median(folium.seconds),
        "gzip_ratio_vs_folium": median(ours.packed) / median(folium.packed),
        "time_ratio_vs_plotly": median(ours.seconds) / median(plotly.seconds),
    }
    for way in ways:
        found[f"{way.name}_s"] = median(way.seconds)
        found[f"{way.name}_raw_bytes"] = median(way.raw)
        found[f"{way.name}_gzip_bytes"] = median(way.packed)
    return found


def main() -> None:
    """Measure, print the table, the targets and what our last change was made of."""
    options = _report.arguments(main.__doc__ or "", runs=30)
    ways = measure(options.runs)
    found = results(ways)
    _report.table(
        ("change of indicator", "median s", "min - max s", "raw kB", "gzip kB"),
        [way.row() for way in ways],
    )
    kinds = ways[0].traffic.by_kind().items()
    _report.table(("our last change", "raw", "gzip"), [(k, *sizes) for k, sizes in kinds])
    _report.targets(found, LIMITS)
    _report.last_line(options.json, found)


if __name__ == "__main__":
    main()
