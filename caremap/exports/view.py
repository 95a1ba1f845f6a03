"""What one page shows, piece by piece, as it was drawn: the only input of every exported file."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import pandas as pd
import plotly.graph_objects as go

from caremap.catalog import ABSENCES, STATUSES, Source
from caremap.maps import MapView

WATERMARK = "DONNÉES D'ILLUSTRATION : NE PAS CITER"


@dataclass(frozen=True)
class Words:
    """A text of the page. `role` is heading, reading, finding, source or paragraph."""

    role: str
    text: str


@dataclass(frozen=True)
class LegendRow:
    """One class: its colour (empty: hatched, no figure), its limits, how many territories."""

    color: str
    label: str
    count: str


@dataclass(frozen=True)
class Legend:
    """Legend of a map."""

    title: str = ""
    unit: str = ""
    rows: tuple[LegendRow, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class MapPiece:
    """A map as it was painted, with its legend; `zoom` frames and shows only some communes."""

    title: str
    view: MapView
    legend: Legend = Legend()
    outline: tuple[str, ...] = ()
    zoom: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChartPiece:
    """A chart as it was drawn; never change the figure, readers share it."""

    title: str
    figure: go.Figure


@dataclass(frozen=True)
class TablePiece:
    """A table as it is shown; a twin repeats the figures of a map or a chart."""

    title: str
    rows: Callable[[], pd.DataFrame]
    is_twin: bool = False


Piece: TypeAlias = Words | MapPiece | ChartPiece | TablePiece


@dataclass(frozen=True)
class View:
    """A page in one state. `filters` are what the reader chose, in words."""

    page_id: str
    title: str
    question: str
    pieces: tuple[Piece, ...]
    sources: tuple[Source, ...]
    filters: tuple[tuple[str, str], ...]
    release_id: str
    built_on: str
    made_on: str
    link: str = ""
    is_demo: bool = False

    def words(self, *roles: str) -> list[str]:
        """Texts of some roles, in the order of the page."""
        return [p.text for p in self.pieces if isinstance(p, Words) and p.role in roles]

    @property
    def maps(self) -> list[MapPiece]:
        """Maps of the page."""
        return [piece for piece in self.pieces if isinstance(piece, MapPiece)]

    @property
    def charts(self) -> list[ChartPiece]:
        """Charts of the page."""
        return [piece for piece in self.pieces if isinstance(piece, ChartPiece)]

    @property
    def tables(self) -> list[TablePiece]:
        """Tables of the page."""
        return [piece for piece in self.pieces if isinstance(piece, TablePiece)]

    @property
    def told(self) -> tuple[Piece, ...]:
        """Pieces for a page or a slide: beside a drawing, its twin table says nothing more."""
        if not self.maps and not self.charts:
            return self.pieces
        return tuple(p for p in self.pieces if not (isinstance(p, TablePiece) and p.is_twin))

    @property
    def file_stem(self) -> str:
        """Name of a file of this view, without its suffix."""
        return f"{self.page_id}-{self.release_id}"


def metadata(view: View) -> list[tuple[str, str]]:
    """Return what every file says of itself: one (name, text) a line."""
    lines = [("Avertissement", WATERMARK)] if view.is_demo else []
    lines += [("Titre", view.title), ("Question", view.question)]
    lines += [("Lecture", text) for text in view.words("reading")]
    lines += [(f"Choix : {name}", value) for name, value in view.filters]
    lines += [("Sources affichées", text) for text in view.words("source")]
    lines += [
        ("Source", f"{source.citation}. Licence : {source.licence}. {source.url}")
        for source in view.sources
    ]
    lines += [
        ("Version des données", view.release_id),
        ("Données construites le", view.built_on),
        ("Fichier fait le", view.made_on),
        ("Adresse de la vue", view.link),
    ]
    lines += [(f"Statut « {one.label} »", one.definition) for one in STATUSES]
    lines += [(f"Absence « {one.label} »", one.definition) for one in ABSENCES]
    return lines
