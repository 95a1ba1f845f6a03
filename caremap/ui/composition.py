"""A presentation composed by hand: views added from any page, kept for the session."""

import streamlit as st

from caremap.decks import MAX_VIEWS, Deck, DeckView
from caremap.ui import state
from caremap.ui.fragments import fragment

_KEY = "_ma-presentation"


def current() -> Deck:
    """Presentation composed so far, empty at first."""
    kept = st.session_state.get(_KEY)
    return kept if isinstance(kept, Deck) else Deck("Ma présentation", ())


def keep(deck: Deck) -> None:
    """Replace the presentation of the session."""
    st.session_state[_KEY] = deck


def _add(page_id: str, page_title: str) -> None:
    title = " ".join(st.session_state.get("vue-titre", "").split()) or page_title
    message = " ".join(st.session_state.get("vue-message", "").split())
    view = DeckView(page_id, title, tuple(sorted(state.chosen().items())), message)
    before = current()
    keep(Deck(before.title, (*before.views, view), before.takes_territory))


@fragment()
def add_button(page_id: str, page_title: str) -> None:
    """Offer to add the view of a page, with a title and a message, to the presentation."""
    asked = st.popover(
        "Ajouter à ma présentation",
        icon=":material/add_to_queue:",
        width="stretch",
        on_change="rerun",
        key="ajouter",
    )
    if asked.open:
        with asked:
            _add_form(page_id, page_title)


def _add_form(page_id: str, page_title: str) -> None:
    count = len(current().views)
    with st.form("ajouter-vue", clear_on_submit=True, border=False):
        st.text_input("Titre de la vue", key="vue-titre", placeholder=page_title, max_chars=120)
        st.text_area("Message", key="vue-message", max_chars=400)
        st.caption("{lecture} est remplacé par la phrase calculée de la carte.")
        st.form_submit_button(
            "Ajouter",
            on_click=_add,
            args=(page_id, page_title),
            disabled=count >= MAX_VIEWS,
        )
    st.caption(f"{count} vue(s) dans ma présentation. Elle se télécharge page « Présentation ».")
