"""« Présentation »: a view is added by hand, a deck is taken back, and both can be played."""

import pytest
from reader import assert_sound, visit, widget

from caremap.decks import Deck, DeckView
from caremap.errors import SourceRefused
from caremap.ui import deck_views
from caremap.ui.deck_files import pack, unpack

pytestmark = pytest.mark.usefixtures("served")


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
