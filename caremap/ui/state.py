"""State of the view, in the URL by stable id: one place reads it, one place writes it.

The URL wins, so that a link or the Back button gives the same view. A change of page by the menu
arrives without parameters: the state of the session is then written back. Unknown values fall
back to the default and are reported. Defaults are left out of the URL.
"""

import re
from typing import Any
from urllib.parse import quote

import streamlit as st

from caremap.ui import perimeter
from caremap.ui.parameters import PARAMETERS


def open_view(page_id: str) -> list[str]:
    """Bring session and URL together at the start of a run; return notices on refused values."""
    write_url()
    asked = {name: value for name, value in st.query_params.items() if name in PARAMETERS}
    menu_click = st.session_state.get("_page") not in (None, page_id) and not asked
    st.session_state["_page"] = page_id
    if menu_click:
        _write(st.session_state.get("_view", {}))
        return []
    accepted = {name: value for name, value in asked.items() if _accepts(name, value)}
    st.session_state["_view"] = accepted
    refused = sorted(set(asked) - set(accepted))
    return [
        f"Le lien demandait {name} = « {_plain(asked[name])} », qui n'existe pas : "
        "la valeur par défaut est affichée."
        for name in refused
    ]


def _plain(text: str) -> str:
    """Keep letters, digits and a little punctuation: a refused value is shown, never formatted."""
    return re.sub(r"[^\w .,+~-]", "", text[:40]).replace("_", "\\_")


def _accepts(name: str, value: str) -> bool:
    return bool(value) and PARAMETERS[name].accepts(value)


def get(name: str, default: str = "") -> str:
    """Value of a parameter: the chosen one, else the page's default, else the common one."""
    chosen = st.session_state.get("_view", {}).get(name)
    return str(chosen or default or _default(name))


def _default(name: str) -> str:
    default = PARAMETERS[name].default
    return perimeter.whole_id() if default is None else default


def chosen() -> dict[str, str]:
    """Parameters of the view that are not at their default."""
    return dict(st.session_state.get("_view", {}))


def put(name: str, value: str) -> None:
    """Change a parameter, in the session and in the URL."""
    _change(name, value)
    write_url()


def _change(name: str, value: str) -> None:
    view = dict(st.session_state.get("_view", {}))
    if value and value != _default(name):
        view[name] = value
    else:
        view.pop(name, None)
    st.session_state["_view"] = view
    st.session_state["_is_unwritten"] = True


def write_url() -> None:
    """Write what has changed in the URL. After a choice it is written once the body is drawn: the
    browser would draw the whole page for it, while the reader waits for the map.
    """
    if st.session_state.pop("_is_unwritten", False):
        _write(st.session_state["_view"])


def _write(view: dict[str, str]) -> None:
    if dict(st.query_params) != view:
        st.query_params.from_dict(view)


def bound(name: str, current: str) -> dict[str, Any]:
    """Return `key` and `on_change` that tie a single-choice widget to a parameter."""
    key = f"choix-{name}"
    if st.session_state.get(key) != current:
        st.session_state[key] = current

    def changed() -> None:
        _change(name, st.session_state[key] or "")

    return {"key": key, "on_change": changed}


def link() -> str:
    """Full address of the current view."""
    base = (st.context.url or "").split("?")[0]
    view = st.session_state.get("_view", {})
    query = "&".join(f"{name}={quote(value, safe=',:~')}" for name, value in sorted(view.items()))
    return f"{base}?{query}" if query else base


def year() -> int | None:
    """Year asked for, or None for the last one published."""
    asked = get("annee")
    return int(asked) if asked else None
