"""« Exporter »: the view on screen as files, each made when it is asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import streamlit as st

from caremap.exports import documents, geojson, pictures, slides, tables, web
from caremap.exports.layers import undrawn
from caremap.exports.view import ChartPiece, MapPiece, View
from caremap.ui import record, store
from caremap.ui.fragments import fragment

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Not text/html: a file of a reader must never be drawn as a page of this site.
_HTML = "application/octet-stream"
_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@dataclass(frozen=True)
class Format:
    """One kind of file: how it is offered and made; `needs` is what the page must show."""

    label: str
    suffix: str
    mime: str
    make: Callable[[Path, View], bytes]
    needs: str = ""


def _pictures(kind: pictures.Kind) -> Callable[[Path, View], bytes]:
    """One picture, or a ZIP of several."""

    def make(release: Path, view: View) -> bytes:
        drawings: list[MapPiece | ChartPiece] = [*view.maps, *view.charts]
        drawn = {
            f"{view.file_stem}-{position}.{kind}": pictures.picture(release, view, piece, kind)
            for position, piece in enumerate(drawings, start=1)
        }
        return next(iter(drawn.values())) if len(drawn) == 1 else tables.archive(drawn)

    return make


_FORMATS = (
    Format("Tableaux (XLSX)", "xlsx", _XLSX, lambda _, view: tables.xlsx_bytes(view), "tables"),
    Format("Tableaux (CSV)", "csv", "text/csv", lambda _, view: tables.csv_bytes(view), "tables"),
    Format(
        "Fiche imprimable (PDF A4)",
        "pdf",
        "application/pdf",
        lambda release, view: documents.pdf(
            release, [view], view.title, most_pages=2 if view.page_id == "territoire" else None
        ),
    ),
    Format(
        "Page seule (HTML)",
        "html",
        _HTML,
        lambda release, view: documents.html_page(release, [view], view.title),
    ),
    Format(
        "Diapositives (PPTX)",
        "pptx",
        _PPTX,
        lambda release, view: slides.pptx_bytes(release, [view], view.title),
    ),
    Format("Images (PNG)", "png", "image/png", _pictures("png"), "pictures"),
    Format("Dessins (SVG)", "svg", "image/svg+xml", _pictures("svg"), "pictures"),
    Format(
        "Carte interactive hors ligne (HTML)",
        "carte.html",
        _HTML,
        lambda release, view: web.html_map(release, view),
        "maps",
    ),
    Format(
        "Carte (GeoJSON)",
        "geojson",
        "application/geo+json",
        lambda release, view: geojson.geojson_bytes(release, view),
        "maps",
    ),
)


@fragment()
def button() -> None:
    """Offer the files of the view; closed, it costs nothing at each change."""
    asked = st.popover(
        "Exporter", icon=":material/download:", width="stretch", on_change="rerun", key="exporter"
    )
    if asked.open:
        if store.begin_run().release_id != record.release_id():
            st.rerun()  # what is on screen was drawn from a release before this one
        with asked:
            _choices(record.view())


def pack(name: str, title: str, views: Callable[[], list[View]]) -> None:
    """Offer a whole presentation as slides, as an A4 document and as one page."""
    folder = store.current().folder
    makers: dict[tuple[str, str, str], Callable[..., bytes]] = {
        ("Diapositives (PPTX)", "pptx", _PPTX): slides.pptx_bytes,
        ("Document (PDF A4)", "pdf", "application/pdf"): partial(documents.pdf, landscape=True),
        ("Page seule (HTML)", "html", _HTML): documents.html_page,
    }
    for (label, suffix, mime), make in makers.items():
        st.download_button(
            label,
            partial(_packed, make, folder, views, title),
            f"{name}.{suffix}",
            mime,
            on_click="ignore",
            width="stretch",
            key=f"dossier-{name}-{suffix}",
        )


def _packed(
    make: Callable[[Path, list[View], str], bytes],
    folder: Path,
    views: Callable[[], list[View]],
    title: str,
) -> bytes:
    return make(folder, views(), title)


def _choices(view: View) -> None:
    st.caption(
        "Ce qui est à l'écran, avec ses sources, ses choix et sa version. Les volets fermés et les "
        "onglets non ouverts n'y sont pas."
    )
    if view.maps and (left_out := undrawn(view.maps[0].view)):
        st.caption(f"Couches non dessinées dans le GeoJSON : {left_out}.")
    folder = store.current().folder
    for one in formats_of(view):
        several = one.needs == "pictures" and len(view.maps) + len(view.charts) > 1
        suffix = f"{one.suffix}.zip" if several else one.suffix
        st.download_button(
            one.label,
            partial(one.make, folder, view),
            f"{view.file_stem}.{suffix}",
            "application/zip" if several else one.mime,
            on_click="ignore",
            width="stretch",
            key=f"export-{one.suffix}",
        )


def formats_of(view: View) -> list[Format]:
    """Formats that have something to hold in a view."""
    found = {
        "": True,
        "tables": bool(view.tables),
        "maps": bool(view.maps),
        "pictures": bool(view.maps or view.charts),
    }
    return [one for one in _FORMATS if found[one.needs]]
