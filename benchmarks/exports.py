"""A meeting pack of 30 views: seconds to write it as slides, as an A4 document, as one page."""

import logging
import time
from itertools import cycle, islice
from statistics import median

from benchmarks import _report
from caremap.catalog import PERIMETER_ID
from caremap.exports import documents, slides
from caremap.exports.view import View
from caremap.ui import deck_files, deck_views, store

PAGES = 30
LIMIT_S = 20.0
TITLE = "Dossier de réunion"
MAKERS = {
    "pptx_s": lambda folder, views: slides.pptx_bytes(folder, views, TITLE),
    "pdf_s": lambda folder, views: documents.pdf(folder, views, TITLE, landscape=True),
    "html_s": lambda folder, views: documents.html_page(folder, views, TITLE),
}


def pack() -> list[View]:
    """Thirty views: those of the decks that ship, in turn."""
    decks = [deck_files.deck(deck_id) for deck_id in deck_files.files()]
    views = [view for deck in decks for view in deck_views.views(deck, PERIMETER_ID)]
    return list(islice(cycle(views), PAGES))


def main() -> None:
    """Write each file a few times, print medians, the slowest and the target."""
    options = _report.arguments(main.__doc__ or "", runs=3)
    logging.disable(logging.WARNING)  # no page is being served
    views, folder = pack(), store.current().folder
    found, rows = {}, []
    for name, make in MAKERS.items():
        seconds = []
        for _ in range(options.runs):
            started = time.perf_counter()
            size = len(make(folder, views))
            seconds.append(time.perf_counter() - started)
        found[name] = median(seconds)
        rows.append((name, f"{found[name]:.1f}", f"{max(seconds):.1f}", f"{size / 1e6:.1f}"))
    _report.table((f"{PAGES} views", "median s", "max s", "MB"), rows)
    _report.targets(found, dict.fromkeys(MAKERS, LIMIT_S))
    _report.last_line(options.json, found)


if __name__ == "__main__":
    main()
