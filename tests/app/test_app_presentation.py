"""« Présentation »: a view is added by hand, a deck is taken back, and both can be played."""

from collections.abc import Callable, Iterator

import pytest
from reader import assert_sound, html, visit, widget, words

from caremap.decks import Deck, DeckView
from caremap.errors import SourceRefused
from caremap.exports.view import View
from caremap.ui import deck_views, exporter
from caremap.ui.deck_files import pack, unpack

pytestmark = pytest.mark.usefixtures("served")
FOR_A_TERRITORY = Deck(
    "À Liévin",
    (
        DeckView(
            "territoire", "Que dit {territoire} ?", message="{territoire}, {valeur:population}"
        ),
    ),
    takes_territory=True,
)


def added(app, message: str):
    widget(app, "text_area", "Message").input(message)
    return widget(app, "button", "Ajouter").click().run()


@pytest.mark.parametrize("placeholder", ["baise", "valeur:apl_gp65"])
def test_a_view_that_could_not_be_played_is_refused_where_it_is_written(placeholder: str) -> None:
    app = added(visit("densite", unfolded="ajouter"), f"Voir {{{placeholder}}}")
    assert not app.exception
    (told,) = [one.value for one in app.error]
    assert told.startswith(f"Vue non ajoutée. « {placeholder} » : repère inconnu")
    assert any(one.value.startswith("0 vue(s)") for one in app.caption)
    assert widget(app, "text_area", "Message").value == f"Voir {{{placeholder}}}"
    app = added(app, "Voir {baisse}")
    assert_sound(app)
    assert any(one.value.startswith("1 vue(s)") for one in app.caption)
    assert widget(app, "text_area", "Message").value == ""
    kept = app.session_state["_ma-presentation"]
    assert [view.message for view in kept.views] == ["Voir {baisse}"]
    assert unpack(pack(kept)) == kept


@pytest.mark.parametrize("placeholder", ["baise", "valeur:apl_gp65"])
def test_the_meeting_pack_refuses_what_the_player_refuses(placeholder: str) -> None:
    deck = Deck("Essai", (DeckView("methode", "Vue", (), f"{{{placeholder}}}"),))
    with pytest.raises(SourceRefused, match="repère inconnu"):
        deck_views.views(deck, "59+62")


@pytest.fixture
def packs(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Callable[[], list[View]]]]:
    """What each meeting pack is made of, taken where the exporter takes it."""
    made: dict[str, Callable[[], list[View]]] = {}
    monkeypatch.setattr(exporter, "pack", lambda name, _, views: made.update({name: views}))
    return made


def taken_back(deck: Deck):
    app = visit("presentation", {"territoire": "62510"})
    app.session_state["_ma-presentation"] = deck
    return app.run()


def own_link(app) -> str:
    (found,) = [one for one in html(app) if "Jouer ma présentation" in one]
    return found


def test_a_deck_taken_back_is_played_for_the_territory_of_the_menu(packs) -> None:
    app = taken_back(FOR_A_TERRITORY)
    assert_sound(app)
    assert "&amp;territoire=62510" in own_link(app)
    assert "Que dit Liévin ?" in words(app)
    (view,) = packs["ma-presentation"]()
    assert view.title == "Que dit Liévin ?"
    assert "Liévin, " in view.words("reading")[0]


def test_a_deck_without_a_territory_is_played_for_none(packs) -> None:
    app = taken_back(Deck("Essai", (DeckView("territoire", "{territoire}"),)))
    assert_sound(app)
    assert "territoire=" not in own_link(app)
    (view,) = packs["ma-presentation"]()
    assert view.title == "Nord et Pas-de-Calais"
