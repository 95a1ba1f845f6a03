"""Parts of the page « Présentation »: decks to play, and the one composed by hand."""

from functools import partial
from html import escape
from urllib.parse import urlencode

import streamlit as st

from caremap.decks import Deck, write_deck
from caremap.errors import CaremapError, Reject, SourceRefused
from caremap.ui import composition, deck_files, deck_views, exporter, parts, perimeter, state, store

_KEYS = (
    ("→ ou espace", "vue suivante"),
    ("←", "vue précédente"),
    ("Début, Fin", "première ou dernière vue"),
    ("B", "écran noir, puis retour"),
    ("F", "plein écran"),
    ("Échap", "quitter"),
)


def _play(label: str, parameters: dict[str, str]) -> str:
    address = escape(f"./diaporama?{urlencode(parameters)}")
    return f'<a class="play" href="{address}" target="_self">{escape(label)}</a>'


def decks() -> None:
    """One card a presentation: its title, its views, and the link that plays it."""
    cards = []
    for deck_id in deck_files.files():
        try:
            cards.append(_card(deck_id, deck_files.deck(deck_id)))
        except CaremapError as error:
            st.error(f"{error.message} {error.next_action}", icon=":material/error:")
    st.html(f'<div class="decks">{"".join(cards)}</div>')
    _files()
    parts.source_text(
        "Sources : écrites sous chaque vue, avec leur année et leur statut. Les messages sont "
        "calculés à partir de la version servie."
    )


def _files() -> None:
    """The meeting pack of each presentation that can be read."""
    with st.popover("Dossier de réunion (PPTX, PDF, HTML)", icon=":material/folder_zip:"):
        for deck_id in deck_files.files():
            try:
                deck = deck_files.deck(deck_id)
            except CaremapError:  # already said above
                continue
            territory = state.get("territoire") if deck.takes_territory else perimeter.whole_id()
            st.markdown(f"**{deck.title}**")
            exporter.pack(deck_id, deck.title, partial(deck_views.views, deck, territory))


def _card(deck_id: str, deck: Deck) -> str:
    territory = state.get("territoire") if deck.takes_territory else perimeter.whole_id()
    parameters = {"deck": deck_id}
    note = f"{len(deck.views)} vues"
    if deck.takes_territory:
        parameters["territoire"] = territory
        note += f" · pour : {store.name_of(territory)} (changez « Territoire » dans le menu)"
    views = "".join(f"<li>{escape(_title(view.title, territory))}</li>" for view in deck.views)
    return (
        f"<section><h2>{escape(deck.title)}</h2><p>{escape(note)}</p>"
        f"{_play(f'Jouer « {deck.title} »', parameters)}<ol>{views}</ol></section>"
    )


def _title(title: str, territory: str) -> str:
    return title.replace("{territoire}", store.name_of(territory))


def composed() -> None:
    """The presentation composed by hand: play it, download it, or bring one back."""
    deck = composition.current()
    if deck.views:
        views = "".join(f"<li>{escape(view.title)}</li>" for view in deck.views)
        link = _play("Jouer ma présentation", {"contenu": deck_files.pack(deck)})
        st.html(f'<div class="decks"><section>{link}<ol>{views}</ol></section></div>')
        with st.container(horizontal=True):
            st.download_button(
                "Télécharger ma présentation",
                write_deck(deck),
                "ma-presentation.yml",
                "application/yaml",
                icon=":material/download:",
            )
            with st.popover("Dossier de réunion", icon=":material/folder_zip:"):
                made = partial(deck_views.views, deck, perimeter.whole_id())
                exporter.pack("ma-presentation", deck.title, made)
            _empty_button(deck)
    else:
        parts.nothing_to_show(
            "Votre présentation est vide.",
            "« Ajouter à ma présentation », dans le menu de chaque page, y met la vue affichée.",
        )
    with st.popover("Reprendre une présentation", icon=":material/upload:"):
        _upload()


def _empty_button(deck: Deck) -> None:
    st.button(
        "Vider ma présentation",
        icon=":material/delete:",
        on_click=composition.keep,
        args=(Deck(deck.title, ()),),
    )


def _upload() -> None:
    sent = st.file_uploader("Présentation téléchargée (YAML)", type=["yml", "yaml"])
    if sent is None or st.session_state.get("_repris") == sent.file_id:
        return
    try:
        deck = deck_files.parse(_decoded(sent.getvalue(), sent.name), sent.name)
    except CaremapError as error:
        st.error(f"{error.message} {error.next_action}", icon=":material/error:")
        return
    st.session_state["_repris"] = sent.file_id
    composition.keep(deck)
    st.rerun()


def _decoded(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        reject = Reject(name, 1, "", "", "encodage UTF-8 attendu")
        raise SourceRefused([reject], "Enregistrez le fichier en UTF-8.") from error


def keys() -> None:
    """Keys of the player."""
    parts.plain_table([{"Touche": key, "Effet": effect} for key, effect in _KEYS], "Touches")
