"""Each map and each chart of each page, every tab opened, has its reading and its table."""

from collections.abc import Callable, Sequence

import pytest
from reader import PAGE_IDS, assert_sound, visit, widget
from streamlit.elements.lib.mutable_tab_container import TabContainer
from streamlit.testing.v1 import AppTest

from caremap.exports.view import ChartPiece, MapPiece, Piece, TablePiece, Words
from caremap.ui import record

pytestmark = pytest.mark.usefixtures("served")
SPINE = "Place de chaque territoire parmi les EPCI"
VIEWS = (
    *((page, {}) for page in PAGE_IDS),
    ("densite", {"mode": "croisee", "croise": "gp_density"}),
    ("densite", {"indicateur": "gp_count", "niveau": "epci"}),
    ("acces", {"mesure": "evolution", "niveau": "epci"}),
    ("stages", {"carte": "taux"}),
    ("stages", {"carte": "ecarts"}),
    ("stages", {"carte": "besoin"}),
    ("stages", {"carte": "flux"}),
    ("attractivite", {"territoire": "62510"}),
    ("simulation", {"scenario": "g62826.2"}),
    ("territoire", {"territoire": "62510"}),
    ("comparaison", {"comparer": "59,200093201,59350,~Bassin~62498.62510,~Seule~62510"}),
)


@pytest.fixture
def every_tab(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader opens the tabs one by one; here all are open at once, each a part of its own."""
    is_open = property(lambda tab: True, lambda tab, found: None)
    enter, leave = TabContainer.__enter__, TabContainer.__exit__

    def entered(tab: TabContainer) -> TabContainer:
        record.words("heading", "")
        return enter(tab)

    def left(tab: TabContainer, *raised: object) -> None:
        leave(tab, *raised)
        record.words("heading", "")

    monkeypatch.setattr(TabContainer, "open", is_open)
    monkeypatch.setattr(TabContainer, "__enter__", entered)
    monkeypatch.setattr(TabContainer, "__exit__", left)


def drawn(app: AppTest) -> list[Piece]:
    """What the page kept of itself, in order."""
    return app.session_state["_dessin"].pieces


def without(pieces: Sequence[Piece], told: Callable[[Piece], bool]) -> list[str]:
    """Maps and charts beside which nothing of a kind stands in their part of the page.

    What stands beside two of them counts for one.
    """
    missing, spare, waiting = [], False, ""
    for piece in pieces:
        is_drawing = isinstance(piece, MapPiece | ChartPiece)
        if waiting and (is_drawing or is_heading(piece)):
            missing.append(waiting)
        if is_heading(piece):
            waiting, spare = "", False
        elif is_drawing:
            waiting, spare = ("" if spare else piece.title), False
        elif told(piece):
            waiting, spare = "", not waiting
    return [*missing, waiting] if waiting else missing


def is_heading(piece: Piece) -> bool:
    return isinstance(piece, Words) and piece.role == "heading"


def is_reading(piece: Piece) -> bool:
    return isinstance(piece, Words) and piece.role == "reading"


def is_table(piece: Piece) -> bool:
    return isinstance(piece, TablePiece)


@pytest.mark.usefixtures("every_tab")
@pytest.mark.parametrize(("page", "link"), VIEWS)
def test_each_map_and_chart_has_a_reading_and_a_table(page: str, link: dict[str, str]) -> None:
    app = visit(page, link)
    assert_sound(app)
    pieces = drawn(app)
    assert without(pieces, is_reading) == []
    small = [one for one in pieces if isinstance(one, MapPiece) and one.zoom]
    alone = [one for one in pieces if one not in small[1:]]  # small maps share one table
    above = [SPINE] if page == "comparaison" else []
    assert without(alone, is_table) == above
    if above:  # its figures are in the first tab
        assert "Indicateurs comparés" in {one.title for one in pieces if is_table(one)}


def test_the_map_that_composes_a_territory_is_told_and_its_list_stands_beside_it() -> None:
    app = visit("comparaison", {"territoire": "~Bassin~62498.62510"}, unfolded="composer")
    assert_sound(app)
    told = [one.text for one in drawn(app) if is_reading(one)]
    assert any(
        text.startswith("2 commune(s) choisie(s), en orange, sur 1\u202f534") for text in told
    )
    assert widget(app, "multiselect", "Communes choisies").value == ["62498", "62510"]


@pytest.mark.usefixtures("every_tab")
def test_the_small_maps_share_one_table_of_all_their_communes() -> None:
    app = visit("comparaison", {"comparer": "62,62510"})
    (table,) = (p for p in drawn(app) if is_table(p) and p.title == "Tableau des petites cartes")
    rows = table.rows()
    assert table.is_twin
    assert (rows["Carte"] == "Pas-de-Calais").sum() == 887
    around = rows[rows["Carte"] == "Liévin"]
    assert {"62510", "62498"} <= set(around["Code"])
    told = [one.text for one in drawn(app) if is_reading(one)]
    assert any(text.startswith("Liévin : ") and "communes est à" in text for text in told)
