"""What surrounds every page: menu, territory, département, year, link, freshness."""

import os
from collections.abc import Set
from html import escape

import streamlit as st

from caremap.composed import is_composed
from caremap.errors import CaremapError
from caremap.formats import day, number
from caremap.paths import ASSETS, page_path
from caremap.served import served_id
from caremap.ui import (
    composition,
    exporter,
    find,
    identity,
    parameters,
    perimeter,
    record,
    search,
    settings,
    state,
    steward_store,
    store,
)
from caremap.ui.body import failure
from caremap.ui.fragments import fragment
from caremap.ui.menu import PAGES
from caremap.ui.parts import styles

_HOME = "accueil"
_LOOK_SECONDS = settings.look_seconds(os.environ)
DEMO_NOTICE = (
    "Données d'illustration : les stages en ville et six CPTS hôtes de cette version sont "
    "inventés. Ne citez pas ces chiffres."
)


def pages() -> list[st.Page]:
    """One navigation page per file of `pages/` that the reader may open; its name is the URL.

    At the address of another one, the reader learns that there is no such page. Kept as long as
    the reader may open the same ones.
    """
    opened = {page_id for page_id, _, _ in PAGES if identity.may_open(page_id)}
    kept = st.session_state.get("_pages")
    if kept is None or kept[0] != opened:
        kept = st.session_state["_pages"] = (opened, _pages(opened))
    return list(kept[1])


def _pages(opened: Set[str]) -> list[st.Page]:
    return [
        st.Page(page_path(page_id), title=title, icon=icon, url_path=page_id)
        if page_id in opened
        else st.Page(_not_found, title="Page introuvable", url_path=page_id, visibility="hidden")
        for page_id, title, icon in PAGES
    ]


def _not_found() -> None:
    st.title("Page introuvable", anchor=False)
    st.markdown("Aucune page ne porte ce nom. Vérifiez l'adresse, ou choisissez dans le menu.")


def _lead_to_first_page() -> None:
    st.switch_page(page_path("synthese"))


def run() -> None:
    """Draw the frame and run the chosen page, or say what to do when there is no warehouse."""
    home = st.Page(
        _lead_to_first_page, title="Accueil", url_path=_HOME, default=True, visibility="hidden"
    )
    st.set_page_config(page_icon=ASSETS / "favicon.png", layout="wide")
    identity.end_when_over()
    chosen = st.navigation([home, *pages()], expanded=True)
    styles()
    if chosen.url_path == home.url_path:
        chosen.run()
        return
    try:
        store.begin_run()
        _demo_banner()
        is_drawn = False
        try:
            _page(chosen)
            is_drawn = True
        finally:  # after the page, which the reader waits for, and whatever happened to it
            _sidebar(chosen, is_drawn)
    except CaremapError as error:
        failure(error)


def _page(chosen: st.Page) -> None:
    notices = state.open_view(chosen.url_path)
    record.start(chosen.url_path)
    for notice in notices:
        st.warning(notice, icon=":material/link_off:")
    chosen.run()


@fragment(run_every=_LOOK_SECONDS)
def _new_release(drawn_id: str) -> None:
    """Tell a reader who does nothing that the figures on screen have been replaced."""
    try:
        is_new = served_id() not in {None, drawn_id}
    except CaremapError:  # the next choice says it
        return
    if not is_new:
        return
    st.info("Nouvelle version disponible", icon=":material/update:")
    if st.button("Actualiser", width="stretch", key="actualiser"):
        st.rerun()


def _demo_banner() -> None:
    """Stay in sight on every page while the illustration set is loaded."""
    if store.is_demo():
        st.html(f'<div class="demo-banner" role="status">{escape(DEMO_NOTICE)}</div>')


def _sidebar(chosen: st.Page, is_drawn: bool) -> None:
    """Draw what stands beside every page; one that is not drawn has no file to offer."""
    with st.sidebar:
        find.box(tuple((p, title) for p, title, _ in PAGES if identity.may_open(p)))
        territory = state.get("territoire")
        _territory_selector(territory)
        if territory != perimeter.whole_id():
            st.button(
                "Revenir à l'ensemble",
                icon=":material/undo:",
                on_click=state.put,
                args=("territoire", perimeter.whole_id()),
                width="stretch",
            )
        st.segmented_control(
            "Département",
            ["", *perimeter.departements()],
            format_func=lambda code: perimeter.departements().get(code, "Tous"),
            required=True,
            width="stretch",
            **state.bound("departement", state.get("departement")),
        )
        _year_selector()
        _link()
        if is_drawn:
            exporter.button()
        if chosen.url_path != "presentation":
            composition.add_button(chosen.url_path, chosen.title)
        identity.sign_in_or_out()
        _release_line()


@fragment()
def _link() -> None:
    """Show the link when it is asked for: closed, it costs nothing at each change."""
    asked = st.popover(
        "Copier le lien de cette vue",
        icon=":material/link:",
        width="stretch",
        on_change="rerun",
        key="lien",
    )
    if asked.open:
        with asked:
            st.caption("Le lien rouvre exactement cette vue.")
            st.code(state.link(), language=None, wrap_lines=True)


def _year_selector() -> None:
    st.selectbox(
        "Année",
        ["", *reversed(parameters.years())],
        format_func=lambda year: year or "Dernière disponible",
        help="Si l'année n'existe pas pour un indicateur, la plus proche est montrée et dite.",
        **state.bound("annee", state.get("annee")),
    )


def _territory_selector(territory: str) -> None:
    """Selector of every territory. Its 1,600 labels are sent once, as long as nothing else in it
    changes: the choice of the reader is not written back, and the first choice is a plain index.
    """
    labels = search.labels()
    options = list(labels)
    composed = territory if is_composed(territory) else st.session_state.get("_compose", "")
    if composed and store.knows(composed):  # not one of the list: it comes first, and stays
        st.session_state["_compose"] = composed
        options, labels = [composed, *options], {composed: store.name_of(composed)} | labels
    key = "choix-territoire"
    is_new_session = "_premier-territoire" not in st.session_state
    first = st.session_state.setdefault("_premier-territoire", territory)
    moved = st.session_state.get(key, first) != territory
    if moved:
        st.session_state[key] = territory
    held = st.selectbox(
        "Territoire",
        options,
        index=options.index(first) if first in options and not moved else 0,
        format_func=lambda territory_id: labels[territory_id],
        placeholder="Nom ou code postal",
        help="Commencez à écrire un nom ou un code postal. Le choix suit de page en page.",
        key=key,
        on_change=lambda: state.put("territoire", st.session_state[key] or ""),
    )
    if is_new_session and first in options and held != territory:
        # Chosen as another session was lost, a replica having stopped: the browser still holds it.
        state.put("territoire", held or "")
        st.rerun()


def _release_line() -> None:
    release = store.current()
    built = str(release.build["built_at"])[:10]
    late = sum(one["stale"] for one in steward_store.source_ages())
    st.caption(
        f"Données construites le {day(built)} · sources plus anciennes que leur limite : "
        f"{number(late)} (page « Données ») · version {release.release_id}"
    )
    _new_release(release.release_id)
