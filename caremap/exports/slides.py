"""Views as slides (PPTX): titles one can edit, real tables, pictures with a description."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.util import Inches, Pt

from caremap.exports.documents import cut, written
from caremap.exports.pictures import drawing
from caremap.exports.view import WATERMARK, ChartPiece, MapPiece, TablePiece, View, Words, metadata


def _color(hexadecimal: str) -> RGBColor:
    color: RGBColor = RGBColor.from_string(hexadecimal)  # type: ignore[no-untyped-call]
    return color


_WIDE, _HIGH = Inches(13.333), Inches(7.5)
_ROWS, _COLUMNS = 11, 8
_INK, _MUTED, _ACCENT = (_color(one) for one in ("16202A", "4A555E", "1D5B79"))
_TITLE_ONLY = 5


def pptx_bytes(release: Path, views: Sequence[View], title: str) -> bytes:
    """Return a 16:9 deck: one slide per map, chart or short table, then sources and licences."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = _WIDE, _HIGH
    deck.core_properties.title = title
    for view in views:
        for piece in _told(view):
            _slide(deck, release, view, piece)
    _about(deck, views)
    content = io.BytesIO()
    deck.save(content)
    return content.getvalue()


def _told(view: View) -> list[MapPiece | ChartPiece | TablePiece | None]:
    """Pieces worth a slide, in the order of the page."""
    found = [piece for piece in view.told if not isinstance(piece, Words)]
    return [*found] or [None]


def _slide(deck: Any, release: Path, view: View, piece: Any) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = (
        Inches(0.5),
        Inches(0.25),
        Inches(12.3),
        Inches(0.9),
    )
    title.text = view.title if piece is None or len(_told(view)) == 1 else piece.title
    _look(title.text_frame, 28, _ACCENT, bold=True)
    readings = view.words("reading") or [view.question]
    _text(slide, " ".join(readings[:1]), (0.5, 1.15, 12.3, 0.8), 16, _INK)
    if isinstance(piece, TablePiece):
        _table(slide, piece)
    elif piece is not None:
        _drawn(slide, release, piece)
    source = " ".join(view.words("source")[:1])
    foot = f"{source} Version {view.release_id}, {view.built_on}. {view.link}"
    _text(slide, foot, (0.5, 6.95, 12.3, 0.45), 9, _MUTED)
    if view.is_demo:
        _text(slide, WATERMARK, (3.2, 3.6, 7.5, 0.8), 28, _color("8C1D18"))


def _drawn(slide: Any, release: Path, piece: MapPiece | ChartPiece) -> None:
    is_map = isinstance(piece, MapPiece)
    size = (7.6, 4.9) if is_map else (11.6, 4.7)
    picture = slide.shapes.add_picture(
        io.BytesIO(drawing(release, piece, "png", size)), Inches(0.5), Inches(1.95), Inches(size[0])
    )
    picture._element._nvXxPr.cNvPr.set("descr", piece.title)
    if not isinstance(piece, MapPiece) or not piece.legend.rows:
        return
    rows = piece.legend.rows
    shape = slide.shapes.add_table(
        len(rows) + 1, 3, Inches(8.4), Inches(2.1), Inches(4.4), Inches(0.4)
    )
    grid = shape.table
    for column, width in enumerate((0.5, 2.9, 1.0)):
        grid.columns[column].width = Inches(width)
    for column, words in enumerate(("", piece.legend.title, "Nombre")):
        _cell(grid.cell(0, column), words, bold=True)
    for line, row in enumerate(rows, start=1):
        cell = grid.cell(line, 0)
        cell.fill.solid()
        cell.fill.fore_color.rgb = _color((row.color or "#FFFFFF")[1:].upper())
        _cell(grid.cell(line, 1), row.label)
        _cell(grid.cell(line, 2), row.count)


def _table(slide: Any, piece: TablePiece) -> None:
    rows, note = cut(piece, _ROWS, _ROWS)
    rows = rows.iloc[:, :_COLUMNS]
    if rows.empty:
        return
    shape = slide.shapes.add_table(
        len(rows) + 1, len(rows.columns), Inches(0.5), Inches(2.0), Inches(12.3), Inches(0.4)
    )
    for column, name in enumerate(rows.columns):
        _cell(shape.table.cell(0, column), str(name), bold=True)
    for line, values in enumerate(rows.itertuples(index=False), start=1):
        for column, value in enumerate(values):
            _cell(shape.table.cell(line, column), written(value))
    if note:
        _text(slide, note, (0.5, 6.6, 12.3, 0.3), 10, _MUTED)


def _cell(cell: Any, words: str, bold: bool = False) -> None:
    cell.text = words
    cell.margin_top = cell.margin_bottom = Inches(0.03)
    for paragraph in cell.text_frame.paragraphs:
        for run in paragraph.runs:
            run.font.size, run.font.bold = Pt(12), bold


def _text(
    slide: Any, words: str, box: tuple[float, float, float, float], size: int, color: Any
) -> None:
    shape = slide.shapes.add_textbox(*(Inches(one) for one in box))
    shape.text_frame.word_wrap = True
    shape.text_frame.text = words
    _look(shape.text_frame, size, color)


def _look(frame: Any, size: int, color: Any, bold: bool = False) -> None:
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, color


def _about(deck: Any, views: Sequence[View]) -> None:
    """Last slide: what the figures are, where they come from, under which licence."""
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
    slide.shapes.title.text = "Sources, licences et version"
    sources = {one.id: one for view in views for one in view.sources}
    lines = [f"{one.citation}. Licence : {one.licence}." for one in sources.values()]
    kept = ("Version", "Données", "Fichier", "Statut", "Avertissement", "Choix")
    lines += [f"{a} : {b}" for a, b in metadata(views[0]) if a.startswith(kept)]
    _text(slide, "\n".join(lines), (0.5, 1.5, 12.3, 5.5), 11, _INK)
