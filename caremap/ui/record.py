"""What the page has drawn in this run, kept so that a file holds exactly what is on screen."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from caremap.exports.view import ChartPiece, Legend, MapPiece, Piece, TablePiece, View, Words
from caremap.formats import day
from caremap.maps import MapView
from caremap.ui import chosen, perimeter, state, store

_KEY = "_dessin"


@dataclass
class _Drawn:
    page_id: str = ""
    release_id: str = ""
    title: str = ""
    question: str = ""
    pieces: list[Piece] = field(default_factory=list)
    source_ids: dict[str, None] = field(default_factory=dict)
    before_body: int = 0
    seen: Counter[str] = field(default_factory=Counter)


def _drawn() -> _Drawn:
    kept = st.session_state.get(_KEY)
    if not isinstance(kept, _Drawn):
        kept = st.session_state[_KEY] = _Drawn()
    return kept


def start(page_id: str) -> None:
    """Begin a page: nothing is drawn yet."""
    st.session_state[_KEY] = _Drawn(page_id, store.release_id())


def release_id() -> str:
    """Release that the page was drawn from."""
    return _drawn().release_id


def start_body() -> None:
    """Begin the body of a page, alone or after its header; what it drew before is forgotten."""
    drawn = _drawn()
    drawn.before_body = drawn.before_body or len(drawn.pieces)
    del drawn.pieces[drawn.before_body :]
    drawn.source_ids.clear()  # a header names none
    drawn.seen.clear()


def numbered(name: str) -> str:
    """Return a key that the n-th of its name gets at each run of the page."""
    seen = _drawn().seen
    seen[name] += 1
    return f"{name}-{seen[name]}"


def header(title: str, question: str) -> None:
    """Keep the title of the page and its question."""
    drawn = _drawn()
    drawn.title, drawn.question = title, question


def words(role: str, text: str) -> None:
    """Keep one text of the page."""
    _drawn().pieces.append(Words(role, text))


def sources(*source_ids: str) -> None:
    """Keep sources whose figures are shown."""
    _drawn().source_ids |= dict.fromkeys(source_ids)


def map_view(title: str, view: MapView, zoom: tuple[str, ...] = ()) -> None:
    """Keep a map; its legend is drawn after it."""
    selected = view.selected
    outline: tuple[str, ...] = ()
    if selected and selected != perimeter.whole_id():
        outline = tuple(store.members(selected)["commune_id"]) or (selected,)
    _drawn().pieces.append(MapPiece(title, view, outline=outline, zoom=zoom))


def legend(found: Legend) -> None:
    """Keep the legend of the last map."""
    pieces = _drawn().pieces
    for position in range(len(pieces) - 1, -1, -1):
        piece = pieces[position]
        if isinstance(piece, MapPiece):
            pieces[position] = replace(piece, legend=found)
            return


def chart(title: str, figure: go.Figure) -> None:
    """Keep a chart."""
    _drawn().pieces.append(ChartPiece(title, figure))


def table(
    title: str, rows: pd.DataFrame | Callable[[], pd.DataFrame], is_twin: bool = False
) -> None:
    """Keep a table, read when the files are offered."""
    _drawn().pieces.append(TablePiece(title, rows if callable(rows) else lambda: rows, is_twin))


def _read(piece: Piece) -> Piece:
    """Read a table now: when its file is made, the choices of the reader are out of reach."""
    if not isinstance(piece, TablePiece):
        return piece
    rows = piece.rows()
    plain = getattr(rows, "data", rows)  # a styled table holds its figures
    return TablePiece(piece.title, lambda: plain, piece.is_twin)


def view() -> View:
    """Return what is on screen as the exports take it."""
    drawn, release = _drawn(), store.current()
    return View(
        page_id=drawn.page_id,
        title=drawn.title,
        question=drawn.question,
        pieces=tuple(_read(piece) for piece in drawn.pieces),
        sources=tuple(store.source(one) for one in drawn.source_ids),
        filters=tuple(chosen.filters()),
        release_id=release.release_id,
        built_on=day(str(release.build["built_at"])[:10]),
        made_on=day(datetime.now(UTC).date().isoformat()),
        link=state.link(),
        is_demo=store.is_demo(),
    )
