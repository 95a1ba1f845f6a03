"""Part of the page « Journées d'immersion »: where a next day would reach most people."""

from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from caremap import reach, siting
from caremap.catalog.indicators.immersion import NEXT_STATE
from caremap.formats import number, percent
from caremap.siting import Choice
from caremap.ui import immersion_store, parameters, parts, perimeter, state, store
from caremap.ui.immersion import held
from caremap.ui.immersion_reach import communes_table, state_map
from caremap.ui.immersion_store import Answer, Question

ALL_KM = (parameters.LILLE_KM[0], parameters.LILLE_KM[-1])
NEXT_COLORS = ("#16202a", "#0b5f6b", "#8fcfc9", "#c9b98f", "#c8551b", "#eef0ee")


def controls() -> None:
    """Number of hosts, kind of candidate, conditions, distance from Lille."""
    left, right = st.columns(2, gap="large")
    with left:
        st.select_slider("Nombre d'hôtes", list(parameters.HOST_COUNTS), **held("hotes"))
        st.segmented_control(
            "Hôtes possibles",
            list(parameters.CANDIDATES),
            format_func=lambda kind: parameters.CANDIDATES[kind],
            required=True,
            help="Intercommunalité : ses communes. Commune : elle-même et ses voisines, à la "
            "distance choisie plus haut.",
            **state.bound("candidats", state.get("candidats")),
        )
    with right:
        _distance()
        _conditions()


def _distance() -> None:
    """Two sliders: one with two ends does not keep them when the page changes around it."""
    low, high = parameters.lille_range(state.get("lille")) or ALL_KM
    label = f"Distance {perimeter.faculty().of}"
    nearest, farthest = st.columns(2)
    with nearest:
        _kilometres(f"{label}, au moins (km)", 0, low, parameters.LILLE_KM[:-1])
    with farthest:
        _kilometres(f"{label}, au plus (km)", 1, high, parameters.LILLE_KM[1:])


def _kilometres(label: str, end: int, current: int, options: tuple[int, ...]) -> None:
    """One end of the distance; it pushes the other one rather than cross it."""
    key = f"choix-lille-{end}"
    st.session_state[key] = current

    def changed() -> None:
        ends = list(parameters.lille_range(state.get("lille")) or ALL_KM)
        ends[end] = st.session_state[key]
        step = parameters.LILLE_KM[1] - parameters.LILLE_KM[0]
        if ends[0] >= ends[1]:
            ends[1 - end] = ends[end] + (step if end == 0 else -step)
        state.put("lille", f"{ends[0]}-{ends[1]}")

    st.select_slider(label, options, key=key, on_change=changed)


def _conditions() -> None:
    key = "choix-conditions"
    chosen = [name for name in state.get("conditions").split(",") if name in parameters.CONDITIONS]
    if st.session_state.get(key) != chosen:
        st.session_state[key] = chosen

    def changed() -> None:
        kept = [name for name in parameters.CONDITIONS if name in st.session_state[key]]
        state.put("conditions", ",".join(kept) or "aucune")

    st.pills(
        "Conditions",
        list(parameters.CONDITIONS),
        selection_mode="multi",
        format_func=lambda name: parameters.CONDITIONS[name],
        key=key,
        on_change=changed,
    )


def question(radius_km: int) -> Question:
    """The question that the choices of the page ask."""
    conditions = state.get("conditions").split(",")
    return Question(
        kind=state.get("candidats"),
        hosts=int(state.get("hotes")),
        radius_km=radius_km,
        each_departement="deux_departements" in conditions,
        only_new="nouveaux" in conditions,
        lille_km=parameters.lille_range(state.get("lille")) or ALL_KM,
        departement=state.get("departement"),
    )


def proposal(radius_km: int) -> None:
    """The best set, its map, what it is compared with, and the equal replacements."""
    asked = question(radius_km)
    found = immersion_store.answer(asked)
    if found.best is None or not found.best.people:
        parts.nothing_to_show(
            "Aucun ensemble d'hôtes ne respecte ces conditions.",
            "Il faut au moins deux hôtes pour en avoir un par département, et des habitants à "
            f"atteindre : élargissez la distance {perimeter.faculty().of} ou levez une "
            "condition.",
        )
        return
    _verdict(found, found.best, asked)
    states = _states(found, found.best, asked)
    first = 1 if asked.kind == "epci" else 0
    indicator = replace(NEXT_STATE, categories=NEXT_STATE.categories[first:])
    state_map(indicator, states, NEXT_COLORS[first:], "immersion-suite")
    parts.reading(_reading(found, found.best, asked))
    parts.source_line(NEXT_STATE)
    _table(found, found.best, asked)
    parts.twin("Tableau de la carte de la proposition", lambda: communes_table(indicator, states))


def _people(value: float, found: Answer) -> str:
    return percent(100 * value / found.people_total if found.people_total else None)


def _verdict(found: Answer, best: Choice, asked: Question) -> None:
    rows = [("Meilleur ensemble (exact)", best)]
    rows += [
        (label, choice)
        for label, choice in (
            ("Les plus grands besoins un par un, sans regarder les chevauchements", found.naive),
            ("Un par un, en retirant à chaque fois les habitants déjà couverts", found.greedy),
        )
        if choice
    ]
    table = pd.DataFrame(
        {
            "Façon de choisir": [label for label, _ in rows],
            "Hôtes": [len(choice.candidates) for _, choice in rows],
            "Habitants sous-denses couverts": [number(choice.people) for _, choice in rows],
            "Part": [_people(choice.people, found) for _, choice in rows],
            "Écart au meilleur": [_lost(best.people - choice.people) for _, choice in rows],
        }
    )
    parts.table(table, "Comparaison des façons de choisir")
    proof = "optimum prouvé (écart 0 %)"
    if best.gap > 1e-9:
        proof = f"écart à l'optimum d'au plus {percent(100 * best.gap, 2)}"
    st.caption(
        f"Problème de couverture maximale, résolu en {number(best.seconds, 2)} s : {proof}. "
        f"{len(found.candidate_ids)} hôtes possibles ; {number(found.people_total)} habitants de "
        f"communes sous-denses {'jamais atteintes' if asked.only_new else ''} à couvrir."
    )


def _lost(people: float) -> str:
    return "0" if people < 1 else f"−{number(people)}"


def _states(found: Answer, best: Choice, asked: Question) -> np.ndarray:
    places = immersion_store.places()
    counts = found.problem.covers[:, list(best.candidates)].sum(axis=1)
    covered = np.asarray(counts).ravel() > 0
    ids = [found.candidate_ids[at] for at in best.candidates]
    home = np.isin(places.ids, ids)
    past = places.under_served & (found.problem.people == 0) & asked.only_new
    need = places.under_served & ~past
    conditions = [home, covered & need, covered & ~past, past, need]
    return np.select(conditions, [1, 2, 3, 4, 5], 6)


def _reading(found: Answer, best: Choice, asked: Question) -> str:
    names = [store.name_of(found.candidate_ids[at]) for at in best.candidates]
    hosts = f"{len(names)} hôtes couvriraient" if len(names) > 1 else "1 hôte couvrirait"
    base = "de ceux qui restent à couvrir" if asked.only_new else "de leur nombre total"
    text = (
        f"{hosts} {number(best.people)} habitants de communes sous-denses "
        f"({_people(best.people, found)} {base}) : {', '.join(names)}."
    )
    if found.naive and found.naive.people < best.people:
        text += (
            f" Choisir les plus grands besoins un par un en couvrirait "
            f"{number(best.people - found.naive.people)} de moins."
        )
    elif found.naive:
        text += " Prendre les plus grands besoins un par un donne ici le même nombre."
    return text


def _table(found: Answer, best: Choice, asked: Question) -> None:
    order = sorted(best.candidates, key=lambda at: -siting.people_covered(found.problem, (at,)))
    table = pd.DataFrame([_host_row(at, found, best) for at in order])
    st.markdown("**Hôtes proposés**")
    parts.table(table, "Hôtes proposés")
    if asked.hosts > len(best.candidates):
        st.info(
            f"{_enough(len(best.candidates))} : un hôte de plus n'ajouterait personne.",
            icon=":material/done_all:",
        )
    alternatives = sum(len(options) for options in found.swaps.values())
    st.caption(
        f"{alternatives} remplacement(s) d'un hôte par un autre donnent exactement le même nombre "
        "d'habitants. « Seul » : habitants que cet hôte est seul à couvrir dans la proposition. "
        "Une proposition de calcul ne dit rien de l'accueil possible sur place."
    )


def _enough(hosts: int) -> str:
    return f"{hosts} hôtes suffisent" if hosts > 1 else "1 hôte suffit"


def _host_row(at: int, found: Answer, best: Choice) -> dict[str, str]:
    problem = found.problem
    own = siting.people_covered(problem, (at,))
    others = tuple(other for other in best.candidates if other != at)
    alone = best.people - siting.people_covered(problem, others)
    territory = found.candidate_ids[at]
    row = store.territories().loc[territory]
    swaps = [store.name_of(found.candidate_ids[other]) for other in found.swaps.get(at, ())]
    more = f" et {len(swaps) - 5} autres" if len(swaps) > 5 else ""
    km = _distance_of(territory)
    return {
        "Hôte": str(row["name"]),
        "Code": territory,
        "Département": perimeter.departements()[str(row["departement_id"])],
        "Habitants sous-denses couverts": number(own),
        "Seul": number(alone),
        perimeter.distance_title(): number(km),
        "Même valeur avec": f"{', '.join(swaps[:5])}{more}" or "aucun autre",
    }


def _distance_of(territory_id: str) -> float:
    """Great-circle distance from the faculty to a territory's point, in km."""
    row, place = store.territories().loc[territory_id], perimeter.faculty()
    point = np.array([float(row["lon"])]), np.array([float(row["lat"])])
    return float(reach.distances_km(*point, (place.lon, place.lat))[0])
