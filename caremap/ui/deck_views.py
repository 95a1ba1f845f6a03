"""Views of a presentation as the exports take them: the same words and figures as on screen."""

from datetime import UTC, datetime
from typing import Any

import pandas as pd

from caremap.decks import Deck, write_deck
from caremap.exports.view import Legend, LegendRow, MapPiece, Piece, TablePiece, View, Words
from caremap.formats import day
from caremap.maps import MapView
from caremap.ui import deck_files, slides, store


def views(deck: Deck, territory: str) -> list[View]:
    """One view per slide of a presentation. Raises CaremapError on what the player refuses."""
    deck_files.parse(write_deck(deck), deck.title)
    played = slides.slides(deck, territory)
    return [_view(slide, played) for slide in played["views"]]


def _view(slide: dict[str, Any], played: dict[str, Any]) -> View:
    release = store.current()
    words = [Words("reading", slide["message"])] if slide["message"] else []
    source = [Words("source", slide["source"])] if slide["source"] else []
    chosen = (("Territoire", str(played["territory"])),) if played["territory"] else ()
    return View(
        page_id="presentation",
        title=slide["title"],
        question="",
        pieces=(*words, *_drawn(slide["title"], slide["drawing"]), *source),
        sources=tuple(store.source(one) for one in slide["source_ids"]),
        filters=chosen,
        release_id=release.release_id,
        built_on=day(str(release.build["built_at"])[:10]),
        made_on=day(datetime.now(UTC).date().isoformat()),
        link=slide["live"],
        is_demo=store.is_demo(),
    )


def _drawn(title: str, drawing: dict[str, Any]) -> list[Piece]:
    if drawing["kind"] == "map":
        return [_map(title, drawing)]
    if drawing["kind"] == "bars":
        rows = pd.DataFrame(
            [{"Territoire": one["label"], "Valeur": one["text"]} for one in drawing["rows"]]
        )
        return [TablePiece(f"{drawing['caption']} ({drawing['unit']})", lambda: rows)]
    if drawing["kind"] == "figures":
        figures = pd.DataFrame([_figure(one) for one in drawing["rows"]])
        return [TablePiece(drawing["caption"], lambda: figures)]
    return []


def _figure(one: dict[str, Any]) -> dict[str, str]:
    compared = dict(words.split(" : ", 1) for words in one["compared"])
    return {"Indicateur": one["label"], "Valeur": one["value"], **compared, "Unité": one["unit"]}


def _map(title: str, drawing: dict[str, Any]) -> MapPiece:
    rows = tuple(LegendRow(one["color"], one["label"], one["count"]) for one in drawing["legend"])
    if drawing["missing"]:
        rows += (LegendRow("", "n.d. (non publié)", drawing["missing"]),)
    view = MapView(
        level=drawing["level"],
        codes=drawing["codes"],
        palette=tuple(drawing["palette"]),
        series=(),
        departement=drawing["departement"],
    )
    legend = Legend(drawing["caption"], drawing["unit"], rows)
    return MapPiece(title, view, legend, tuple(drawing["outline"]))
