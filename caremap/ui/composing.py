"""Compose a territory: paste names or codes, choose in the list, or click communes on a map."""

import re

import streamlit as st

from caremap.composed import DEFAULT_NAME, MAX_NAME, ComposedRefused, compose, is_composed, parse
from caremap.formats import number, without_accents
from caremap.maps import MapView
from caremap.ui import map_view, parts, perimeter, search, state, store

_CHOSEN, _NAME, _PASTED = "compo-communes", "compo-nom", "compo-colle"
_REFUSED = "_compo-refus"
_COLORS = ("#f4f5f2", "#c2571a")


def panel() -> None:
    """Folded at first; the territory composed then works on every page like any other."""
    folded = st.expander(
        "Composer un territoire", icon=":material/shape_line:", on_change="rerun", key="composer"
    )
    if folded.open:
        with folded:
            _start()
            _form()


def _start() -> None:
    current = state.get("territoire")
    if _CHOSEN not in st.session_state:
        own = parse(current, None) if is_composed(current) else None
        st.session_state[_CHOSEN] = list(own.commune_ids) if own else []
        st.session_state[_NAME] = own.name if own else DEFAULT_NAME


def _form() -> None:
    labels = search.labels()
    communes = store.territories().query("level == 'commune'")["territory_id"].tolist()
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.text_input("Nom du territoire", key=_NAME, max_chars=MAX_NAME)
        st.text_area(
            "Coller des noms ou des codes",
            key=_PASTED,
            height=110,
            placeholder="Un par ligne, ou séparés par « ; » : communes ou intercommunalités",
        )
        st.button("Ajouter ce qui est collé", icon=":material/content_paste:", on_click=_paste)
        _say_refused()
        st.multiselect(
            "Communes choisies",
            communes,
            format_func=lambda one: labels[one],
            key=_CHOSEN,
            placeholder="Nom ou code postal",
        )
        _buttons()
    with right:
        _map(communes)


def _paste() -> None:
    """Add each commune or EPCI that is recognised; keep what is not in the box, to be corrected."""
    found = _codes_by_spelling()
    unknown = []
    chosen = list(st.session_state[_CHOSEN])
    for word in re.split(r"[;\n\t]|,(?!\d)", st.session_state[_PASTED]):
        if not word.strip():
            continue
        codes = found.get(_spelling(word))
        if codes is None:
            unknown.append(word.strip())
        else:
            chosen += [code for code in codes if code not in chosen]
    st.session_state[_CHOSEN] = chosen
    st.session_state[_PASTED] = "\n".join(unknown)
    st.session_state[_REFUSED] = unknown


def _spelling(word: str) -> str:
    return re.sub(r"[\s'’-]+", " ", without_accents(word).lower()).strip()


def _codes_by_spelling() -> dict[str, tuple[str, ...]]:
    """Communes by code and by name, EPCI by name: a name of two communes gives both."""
    places = store.territories()
    found: dict[str, tuple[str, ...]] = {}
    for row in places[places["level"] == "commune"].itertuples():
        found[row.territory_id] = (row.territory_id,)
        name = _spelling(row.name)
        found[name] = (*found.get(name, ()), row.territory_id)
    for row in places[places["level"] == "epci"].itertuples():
        members = tuple(store.members(row.territory_id)["commune_id"])
        found[row.territory_id] = found[_spelling(row.name)] = members
    return found


def _say_refused() -> None:
    unknown = st.session_state.get(_REFUSED)
    if unknown:
        st.warning(
            "Non reconnus, à corriger dans la zone ci-dessus :", icon=":material/search_off:"
        )
        st.text("\n".join(unknown[:20]))


def _buttons() -> None:
    chosen = st.session_state[_CHOSEN]
    people = store.territories().loc[chosen, "population"].sum()
    st.caption(f"{len(chosen)} commune(s), {number(float(people))} habitants.")
    try:
        composed = compose(st.session_state[_NAME], chosen, None) if chosen else None
    except ComposedRefused as refused:
        st.warning(str(refused))
        composed = None
    ready = composed is not None
    with st.container(horizontal=True):
        st.button(
            "Utiliser ce territoire",
            type="primary",
            disabled=not ready,
            on_click=_use,
            args=(composed.id if composed else "",),
        )
        st.download_button(
            "Télécharger la liste",
            "\n".join(["code;nom", *(f"{one};{store.name_of(one)}" for one in chosen)]),
            "territoire-compose.csv",
            "text/csv",
            disabled=not ready,
            on_click="ignore",
        )
        st.button("Vider", disabled=not chosen, on_click=_empty)


def _use(territory_id: str) -> None:
    state.put("territoire", territory_id)
    state.put("comparer", "")


def _empty() -> None:
    st.session_state[_CHOSEN] = []
    if is_composed(state.get("territoire")):
        state.put("territoire", perimeter.whole_id())


def _map(communes: list[str]) -> None:
    chosen = set(st.session_state[_CHOSEN])
    view = MapView(
        level="commune",
        codes="".join("1" if one in chosen else "0" for one in communes),
        palette=_COLORS,
        series=(),
        departement=state.get("departement"),
    )
    title = "Carte : communes du territoire composé, un clic ajoute ou retire"
    map_view.show_map(view, title, "composer", 420, on_click=_toggle)
    parts.reading(
        f"{len(chosen)} commune(s) choisie(s), en orange, sur {number(len(communes))} ; leur liste "
        "est à côté de la carte. Un clic sur une commune l'ajoute, un second la retire."
    )


def _toggle(territory_id: str) -> None:
    chosen = list(st.session_state.get(_CHOSEN, []))
    if territory_id in chosen:
        chosen.remove(territory_id)
    else:
        chosen.append(territory_id)
    st.session_state[_CHOSEN] = chosen
