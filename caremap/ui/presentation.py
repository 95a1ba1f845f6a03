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
            territory = _territory(deck)
            st.markdown(f"**{deck.title}**")
            exporter.pack(deck_id, deck.title, partial(deck_views.views, deck, territory))


def _territory(deck: Deck) -> str:
    """Territory that a presentation is played for."""
    return state.get("territoire") if deck.takes_territory else perimeter.whole_id()


def _card(deck_id: str, deck: Deck) -> str:
    note = f"{len(deck.views)} vues"
    if deck.takes_territory:
        note += f" · {_for_whom(deck)}"
    link = _play(f"Jouer « {deck.title} »", {"deck": deck_id} | _asked(deck))
    views = "".join(f"<li>{escape(_title(view.title, deck))}</li>" for view in deck.views)
    return (
        f"<section><h2>{escape(deck.title)}</h2><p>{escape(note)}</p>{link}<ol>{views}</ol>"
        "</section>"
    )


def _for_whom(deck: Deck) -> str:
    return f"pour : {store.name_of(_territory(deck))} (changez « Territoire » dans le menu)"


def _asked(deck: Deck) -> dict[str, str]:
    """Parameters of the link that plays a presentation, beside the presentation itself."""
    return {"territoire": _territory(deck)} if deck.takes_territory else {}


def _title(title: str, deck: Deck) -> str:
    return title.replace("{territoire}", store.name_of(_territory(deck)))


def composed() -> None:
    """The presentation composed by hand: play it, download it, or bring one back."""
    deck = composition.current()
    if deck.views:
        st.html(f'<div class="decks">{_own_card(deck)}</div>')
        with st.container(horizontal=True):
            st.download_button(
                "Télécharger ma présentation",
                write_deck(deck),
                "ma-presentation.yml",
                "application/yaml",
                icon=":material/download:",
            )
            with st.popover("Dossier de réunion", icon=":material/folder_zip:"):
                made = partial(deck_views.views, deck, _territory(deck))
                exporter.pack("ma-presentation", deck.title, made)
            _empty_button(deck)
    else:
        parts.nothing_to_show(
            "Votre présentation est vide.",
            "« Ajouter à ma présentation », dans le menu de chaque page, y met la vue affichée.",
        )
    with st.popover("Reprendre une présentation", icon=":material/upload:"):
        _upload()


def _own_card(deck: Deck) -> str:
    """Without `territoire: oui`, each view has its own territory: titles are left as written."""
    taken = deck.takes_territory
    note = f"<p>{escape(_for_whom(deck))}</p>" if taken else ""
    link = _play("Jouer ma présentation", {"contenu": deck_files.pack(deck)} | _asked(deck))
    titles = [_title(view.title, deck) if taken else view.title for view in deck.views]
    views = "".join(f"<li>{escape(title)}</li>" for title in titles)
    return f"<section>{note}{link}<ol>{views}</ol></section>"


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
