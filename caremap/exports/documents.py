"""Views as documents: PDF on A4 (Typst), one HTML file, slides with real tables (PPTX)."""

import base64
import json
import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import matplotlib
import pandas as pd
import typst

from caremap.catalog import STATUSES
from caremap.exports.pictures import drawing
from caremap.exports.view import (
    WATERMARK,
    ChartPiece,
    MapPiece,
    TablePiece,
    View,
    Words,
    metadata,
)
from caremap.formats import number
from caremap.paths import ASSETS

WHOLE_ROWS, FIRST_ROWS = 24, 8
_FONTS = Path(matplotlib.get_data_path()) / "fonts/ttf"
_SIZES = ("text_size", "table_size", "picture_cm")  # points, points, centimetres
_DECK_SIZES = ((11.5, 12, 10.6),)
_SHEET_SIZES = ((8.6, 6.9, 10.6), (8.0, 6.5, 9.6), (7.6, 6.2, 8.6), (7.2, 6.0, 7.6))
_MAP_SIZE, _CHART_SIZE, _WIDE_MAP = (6.2, 4.2), (8.4, 2.5), (8.6, 5.6)


def written(cell: Any) -> str:
    """Return a cell as a page writes it: French numbers, « n.d. » where there is none."""
    if cell is None or cell is pd.NA or (isinstance(cell, float) and cell != cell):
        return "n.d."
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float) or hasattr(cell, "dtype"):
        value = float(cell)
        return number(value, 0 if value.is_integer() else 2)
    if isinstance(cell, str) and cell.startswith("http"):
        return urlsplit(cell).netloc
    return number(cell) if isinstance(cell, int) and abs(cell) >= 10_000 else str(cell)


def cut(
    piece: TablePiece, whole: int = WHOLE_ROWS, first: int = FIRST_ROWS
) -> tuple[pd.DataFrame, str]:
    """All rows of a table of at most `whole`, else the first ones and words for the rest."""
    rows = piece.rows()
    most = whole if len(rows) <= whole else first
    left = len(rows) - most
    note = f"{number(left)} lignes de plus dans l'export XLSX ou CSV." if left > 0 else ""
    return rows.head(most), note


def pdf(
    release: Path,
    views: Sequence[View],
    title: str,
    landscape: bool = False,
    most_pages: int | None = None,
) -> bytes:
    """Return an A4 PDF: portrait for a sheet, landscape for a deck, one view after another.

    With `most_pages` the text gets smaller, down to a size still read on paper, until it fits.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        content = _content(release, views, title, landscape, root)
        template = root / "document.typ"
        template.write_bytes((ASSETS / "document.typ").read_bytes())
        given: dict[str, Any] = {"root": root, "font_paths": [_FONTS]}
        for sizes in _DECK_SIZES if landscape else _SHEET_SIZES:
            told = content | dict(zip(_SIZES, sizes, strict=True))
            (root / "content.json").write_text(json.dumps(told, ensure_ascii=False), "utf-8")
            if most_pages is None:
                break
            count = typst.query(template, "<pages>", field="value", one=True, **given)
            if int(count) <= most_pages:
                break
        made: bytes = typst.compile(template, **given)
        return made


def _content(
    release: Path, views: Sequence[View], title: str, landscape: bool, root: Path
) -> dict[str, Any]:
    first = views[0]
    return {
        "title": title,
        "landscape": landscape,
        "watermark": WATERMARK if first.is_demo else "",
        "foot": f"Version {first.release_id}, données construites le {first.built_on}. "
        f"Fait le {first.made_on}.",
        "views": [_view(release, view, root, at, landscape) for at, view in enumerate(views)],
        "about": _about(views),
    }


def _about(views: Sequence[View]) -> list[list[str]]:
    """Sources with their licence, what the reader chose, and what each status means."""
    found = {source.id: source for view in views for source in view.sources}
    cited = [f"{one.citation} ({one.licence})" for one in found.values()]
    chosen = [f"{name} : {value}" for name, value in views[0].filters]
    meant = [f"{one.label} : {one.definition}" for one in STATUSES]
    lines = [("Sources et licences", cited), ("Choix", chosen), ("Statuts", meant)]
    return [[name, " ; ".join(words)] for name, words in lines if words]


def _view(release: Path, view: View, root: Path, rank: int, wide: bool) -> dict[str, Any]:
    pieces: list[dict[str, Any]] = []
    for position, piece in enumerate(view.told):
        if isinstance(piece, Words):
            pieces.append({"kind": piece.role, "text": piece.text})
        elif isinstance(piece, TablePiece):
            pieces += _table(piece)
        else:
            name = f"{rank}-{position}.png"
            is_map = isinstance(piece, MapPiece)
            size = (_WIDE_MAP if wide else _MAP_SIZE) if is_map else _CHART_SIZE
            (root / name).write_bytes(drawing(release, piece, "png", size))
            pieces.append(
                {"kind": "drawing", "file": name, "title": piece.title, "legend": _legend(piece)}
            )
    return {"title": view.title, "question": view.question, "pieces": pieces}


def _legend(piece: MapPiece | ChartPiece) -> dict[str, Any] | None:
    if not isinstance(piece, MapPiece):
        return None
    one = piece.legend
    rows = [{"color": r.color, "label": r.label, "count": r.count} for r in one.rows]
    return {"title": one.title, "unit": one.unit, "rows": rows, "note": one.note}


def _table(piece: TablePiece) -> list[dict[str, Any]]:
    rows, note = cut(piece)
    if rows.empty:
        return []
    numeric = [pd.api.types.is_numeric_dtype(rows[name]) for name in rows.columns]
    return [
        {
            "kind": "table",
            "title": piece.title,
            "columns": [str(name) for name in rows.columns],
            "numeric": numeric,
            "cells": [written(cell) for line in rows.itertuples(index=False) for cell in line],
            "note": note,
        }
    ]


_STYLE = """
body{font:17px/1.5 system-ui,sans-serif;color:#16202a;max-width:1100px;margin:0 auto;padding:1rem}
h1{color:#1d5b79}section{border-top:3px solid #1d5b79;margin-top:2rem;break-inside:avoid-page}
table{border-collapse:collapse;font-size:.86rem;margin:.6rem 0}caption{text-align:left;
font-weight:700}td,th{border-bottom:1px solid #c9d0d6;padding:.2rem .6rem;text-align:left}
img{max-width:100%}.reading{border-left:4px solid #1d5b79;padding-left:.8rem}.source,footer{
font-size:.82rem;color:#4a555e}.demo{background:#8c1d18;color:#fff;padding:.5rem;font-weight:700}
i{display:inline-block;width:1rem;height:1rem;border:1px solid #5b6770}
"""


def html_page(release: Path, views: Sequence[View], title: str) -> bytes:
    """Return every view in one HTML file that asks nothing of any network."""
    demo = f'<div class="demo">{escape(WATERMARK)}</div>' if views[0].is_demo else ""
    body = "".join(_html_view(release, view) for view in views)
    about = "".join(f"<dt>{escape(a)}</dt><dd>{escape(b)}</dd>" for a, b in metadata(views[0]))
    return (
        f'<!doctype html><html lang="fr"><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style>{demo}'
        f"<h1>{escape(title)}</h1><main>{body}</main><footer><dl>{about}</dl></footer></html>"
    ).encode()


def _html_view(release: Path, view: View) -> str:
    blocks = [f"<h2>{escape(view.title)}</h2><p>{escape(view.question)}</p>"]
    for piece in view.told:
        if isinstance(piece, Words):
            tag = "h3" if piece.role == "heading" else "p"
            blocks.append(f'<{tag} class="{piece.role}">{escape(piece.text)}</{tag}>')
        elif isinstance(piece, TablePiece):
            blocks.append(_html_table(piece))
        else:
            blocks.append(_html_drawing(release, piece))
    return f"<section>{''.join(blocks)}</section>"


def _html_table(piece: TablePiece) -> str:
    rows, note = cut(piece, 200, 100)
    heads = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in rows.columns)
    lines = "".join(
        "<tr>" + "".join(f"<td>{escape(written(cell))}</td>" for cell in line) + "</tr>"
        for line in rows.itertuples(index=False)
    )
    return (
        f"<table><caption>{escape(piece.title)}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{lines}</tbody></table><p>{escape(note)}</p>"
    )


def _html_drawing(release: Path, piece: MapPiece | ChartPiece) -> str:
    size = _WIDE_MAP if isinstance(piece, MapPiece) else _CHART_SIZE
    image = base64.b64encode(drawing(release, piece, "png", size)).decode()
    legend = ""
    if isinstance(piece, MapPiece):
        legend = "<p>" + " ".join(
            f'<i style="background:{escape(row.color or "#fff")}"></i> {escape(row.label)} '
            f"({escape(row.count)})"
            for row in piece.legend.rows
        ) + "</p>"  # fmt: skip
    alt = escape(piece.title)
    return f'<figure><img alt="{alt}" src="data:image/png;base64,{image}">{legend}</figure>'
