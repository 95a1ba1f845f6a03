"""« Rechercher »: one box over pages, indicators, words and territories; the key « / » opens it."""

from functools import lru_cache

import streamlit as st

from caremap.catalog import GLOSSARY, INDICATOR_BY_ID, INDICATORS, MAPPED_LEVELS
from caremap.paths import page_path
from caremap.ui import published, search, state, store
from caremap.ui.fragments import fragment

_FOUND, _OFF = "trouver", "_raccourci-coupe"
_DEFINITIONS = {term.term: term.definition for term in GLOSSARY}
_OWN_PAGES = {"Immersion": "immersion", "Attractivité": "attractivite"}
_LEVEL_IDS = [level.id for level in MAPPED_LEVELS]


@fragment()
def box(pages: tuple[tuple[str, str], ...]) -> None:
    """Offer the search; `pages` are the ids and titles that the reader may open."""
    if st.session_state.get(_OFF):  # read by boot.js
        st.html('<span class="shortcut-off" hidden></span>')
    asked = st.popover(
        "Rechercher ( / )",
        icon=":material/search:",
        width="stretch",
        on_change="rerun",
        key="rechercher",
    )
    if asked.open:
        with asked:
            _ask(pages)


def _ask(pages: tuple[tuple[str, str], ...]) -> None:
    options = _options(store.release_id(), pages, tuple(one.id for one in published.brought()))
    chosen = st.selectbox(
        "Page, indicateur, mot ou territoire",
        list(options),
        index=None,
        format_func=lambda one: options[one],
        placeholder="Commencez à écrire",
        key=_FOUND,
    )
    if chosen:
        _go(*chosen.split(":", 1))
    st.toggle(
        "Touche « / » : ouvrir la recherche",
        value=not st.session_state.get(_OFF),
        key="raccourci",
        on_change=lambda: st.session_state.update({_OFF: not st.session_state["raccourci"]}),
    )


@lru_cache(maxsize=8)
def _options(
    release_id: str, pages: tuple[tuple[str, str], ...], brought_ids: tuple[str, ...]
) -> dict[str, str]:
    found = {f"page:{page_id}": f"Page · {title}" for page_id, title in pages}
    indicators = (*INDICATORS, *(INDICATOR_BY_ID[one] for one in brought_ids))
    found |= {f"indicateur:{one.id}": f"Indicateur · {one.label}" for one in indicators}
    found |= {f"mot:{term}": f"Mot · {term}" for term in _DEFINITIONS}
    found |= {f"lieu:{one}": f"Territoire · {label}" for one, label in search.labels().items()}
    return found


def _go(kind: str, name: str) -> None:
    """Open what was chosen; a word is defined on the spot."""
    if kind == "mot":
        st.markdown(f"**{name}** : {_DEFINITIONS[name]}")
        st.page_link(page_path("methode"), label="Tout le glossaire", icon=":material/menu_book:")
        return
    del st.session_state[_FOUND]
    if kind == "lieu":
        state.put("territoire", name)
        st.switch_page(page_path("territoire"))
    st.switch_page(page_path(_page_of(name) if kind == "indicateur" else name))


def _page_of(indicator_id: str) -> str:
    """Page where an indicator is shown, ready to show it."""
    indicator = store.indicator(indicator_id)
    if indicator.theme in _OWN_PAGES:
        return _OWN_PAGES[indicator.theme]
    if state.get("niveau") not in indicator.levels:
        state.put("niveau", next(one for one in _LEVEL_IDS if one in indicator.levels))
    state.put("indicateur", indicator_id)
    return "densite"
