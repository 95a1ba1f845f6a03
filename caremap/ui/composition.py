"""A presentation composed by hand: views added from any page, kept for the session."""

import streamlit as st

from caremap.decks import MAX_VIEWS, Deck, DeckView, write_deck
from caremap.errors import SourceRefused
from caremap.ui import deck_files, state
from caremap.ui.fragments import fragment

_KEY, _REFUSED = "_ma-presentation", "_vue-refusee"


def current() -> Deck:
    """Presentation composed so far, empty at first."""
    kept = st.session_state.get(_KEY)
    return kept if isinstance(kept, Deck) else Deck("Ma présentation", ())


def keep(deck: Deck) -> None:
    """Replace the presentation of the session."""
    st.session_state[_KEY] = deck


def _add(page_id: str, page_title: str) -> None:
    """Keep the view if the presentation can then be played; else say why, its words left there."""
    title = " ".join(st.session_state.get("vue-titre", "").split()) or page_title
    message = " ".join(st.session_state.get("vue-message", "").split())
    view = DeckView(page_id, title, tuple(sorted(state.chosen().items())), message)
    before = current()
    longer = Deck(before.title, (*before.views, view), before.takes_territory)
    try:
        deck_files.parse(write_deck(longer), before.title)
    except SourceRefused as error:
        faults = [f"« {one.value} » : {one.rule}" for one in error.rejects]
        st.session_state[_REFUSED] = f"Vue non ajoutée. {'. '.join(faults)}."
        return
    keep(longer)
    st.session_state.update({"vue-titre": "", "vue-message": ""})


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
    with st.form("ajouter-vue", border=False):
        st.text_input("Titre de la vue", key="vue-titre", placeholder=page_title, max_chars=120)
        st.text_area("Message", key="vue-message", max_chars=400)
        st.caption("{lecture} est remplacé par la phrase calculée de la carte.")
        st.form_submit_button(
            "Ajouter",
            on_click=_add,
            args=(page_id, page_title),
            disabled=count >= MAX_VIEWS,
        )
    if refused := st.session_state.pop(_REFUSED, ""):
        st.error(refused, icon=":material/error:")
    st.caption(f"{count} vue(s) dans ma présentation. Elle se télécharge page « Présentation ».")
