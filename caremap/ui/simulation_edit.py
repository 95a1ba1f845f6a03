"""Edit scenarios: add or remove an action, undo, start again, name, up to four side by side."""

from dataclasses import replace

import streamlit as st

from caremap.formats import number
from caremap.scenarios import (
    EVERYWHERE,
    KIND_BY_ID,
    KINDS,
    MAX_NAME,
    MAX_SCENARIOS,
    Scenario,
    ScenarioRefused,
    Step,
    clean_name,
    write,
)
from caremap.ui import perimeter, search, simulation, state, store

_HISTORY = "_simulation-avant"
EXAMPLES: tuple[tuple[str, Scenario], ...] = (
    ("Partout : 10 % des 60 ans et plus partent chaque année, cinq ans",
     Scenario("Départs partout", (Step("retire", EVERYWHERE, 10, 5),))),
    ("CA Maubeuge Val de Sambre : tous les 60 ans et plus partent",
     Scenario("Départs à Maubeuge", (Step("retire", "200043396", 100, 1),))),
    ("Fruges : une MSP de trois généralistes avec assistant médical",
     Scenario("MSP à Fruges", (Step("msp", "62364", 3, 10),))),
)  # fmt: skip
_KEPT = 30


def put(scenarios: tuple[Scenario, ...], active: int, remember: bool = True) -> None:
    """Write scenarios into the address; the ones before can be brought back."""
    if remember:
        before = (state.get("scenario"), state.get("actif"))
        st.session_state[_HISTORY] = [*st.session_state.get(_HISTORY, []), before][-_KEPT:]
    state.put("scenario", write(scenarios))
    state.put("actif", str(active + 1))


def change(scenario: Scenario) -> None:
    """Replace the scenario being edited."""
    rank = simulation.active()
    listed = list(simulation.listed())
    listed[rank] = scenario
    put(tuple(listed), rank)


def add_steps(steps: tuple[Step, ...]) -> None:
    """Add actions to the scenario being edited; say why when it cannot hold them."""
    now = simulation.chosen()
    try:
        change(replace(now, steps=(*now.steps, *steps)))
    except ScenarioRefused as error:
        st.session_state["_simulation-refus"] = str(error)


def editor() -> None:
    """The scenario being edited: which one, its actions, and the form to add one."""
    _chooser()
    _form()
    _steps()
    _buttons()


def examples() -> None:
    """What to try first, while the scenario is empty."""
    st.markdown("**Pour commencer** : un exemple, ou une action ci-dessous.")
    with st.container(horizontal=True):
        for rank, (words, scenario) in enumerate(EXAMPLES):
            places = {step.place for step in scenario.steps} - {EVERYWHERE}
            if all(map(store.knows, places)):
                key = f"simulation-exemple-{rank}"
                st.button(words, key=key, on_click=change, args=(scenario,))


def _chooser() -> None:
    listed = simulation.listed()
    if len(listed) > 1:
        st.segmented_control(
            "Scénario",
            [str(rank + 1) for rank in range(len(listed))],
            format_func=lambda rank: simulation.label(int(rank) - 1, listed[int(rank) - 1]),
            required=True,
            **state.bound("actif", str(simulation.active() + 1)),
        )
    key = "simulation-nom"
    if st.session_state.get(key) != simulation.chosen().name:
        st.session_state[key] = simulation.chosen().name
    st.text_input(
        "Nom du scénario",
        key=key,
        max_chars=MAX_NAME,
        placeholder=simulation.label(simulation.active(), Scenario()),
        on_change=lambda: change(
            replace(simulation.chosen(), name=clean_name(st.session_state[key]))
        ),
    )


def _form() -> None:
    kind = st.selectbox(
        "Action",
        [kind.id for kind in KINDS],
        format_func=lambda kind_id: KIND_BY_ID[kind_id].label,
        key="simulation-action",
    )
    place = _place(KIND_BY_ID[kind].communes_only)
    chosen = KIND_BY_ID[kind]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        amount = st.number_input(
            chosen.amount_label,
            chosen.lowest,
            chosen.highest,
            chosen.amount,
            key=f"simulation-nombre-{kind}",
        )
        if chosen.setting_label:
            low, high = chosen.setting_range
            st.number_input(
                chosen.setting_label, low, high, chosen.setting, key=f"simulation-reglage-{kind}"
            )
    st.button(
        "Ajouter au scénario",
        icon=":material/add:",
        type="primary",
        disabled=not place or not amount,
        on_click=_add,
        width="stretch",
    )
    refusal = st.session_state.pop("_simulation-refus", "")
    if refusal:
        st.warning(refusal, icon=":material/block:")


def _add() -> None:
    """Read the form when it is sent: a number typed just before the click counts."""
    typed = st.session_state
    kind = KIND_BY_ID[typed["simulation-action"]]
    place = typed[f"simulation-lieu-{kind.communes_only}"]
    place = EVERYWHERE if place == perimeter.whole_id() else place
    setting = typed.get(f"simulation-reglage-{kind.id}", kind.setting)
    try:
        add_steps((Step(kind.id, place or "", typed[f"simulation-nombre-{kind.id}"], setting),))
    except ScenarioRefused as error:
        typed["_simulation-refus"] = str(error)


def _place(communes_only: bool) -> str | None:
    """Choose where; a territory chosen on the map or in the menu comes first."""
    labels = search.labels()
    options = search.communes() if communes_only else list(labels)
    key = f"simulation-lieu-{communes_only}"
    picked = state.get("territoire")
    if st.session_state.get(f"_{key}") != picked and picked in options:
        st.session_state[key] = st.session_state[f"_{key}"] = picked
    chosen: str | None = st.selectbox(
        "Commune" if communes_only else "Commune ou territoire",
        options,
        index=None,
        format_func=lambda territory: labels[territory],
        placeholder="Nom ou code postal, ou un clic sur la carte",
        key=key,
    )
    return chosen


def describe(step: Step) -> str:
    """One action in words."""
    where, count = simulation.place_name(step.place), number(abs(step.amount))
    if step.kind == "gp":
        verb = "Arrivée" if step.amount > 0 else "Départ"
        return f"{verb} de {count} généraliste{'s' if abs(step.amount) > 1 else ''} : {where}"
    if step.kind == "msp":
        return f"MSP de {count} généralistes, assistant médical +{step.setting} % : {where}"
    if step.kind == "retire":
        span = f" chaque année pendant {step.setting} ans" if step.setting > 1 else ""
        return f"Départ de {count} % des 60 ans et plus{span} : {where}"
    each = number(step.setting)
    what = "interne" if step.kind == "interns" else "télécabine"
    plural = "s" if step.amount > 1 else ""
    return f"{count} {what}{plural} à {each} consultations par an : {where}"


def _steps() -> None:
    scenario = simulation.chosen()
    if not scenario.steps:
        return
    refused = dict(simulation.result(scenario).refused)
    for rank, step in enumerate(scenario.steps):
        words, out = st.columns([5, 2], vertical_alignment="center", gap="small")
        words.text(f"{rank + 1}. {describe(step)}")
        with out:
            st.button(
                "Retirer",
                key=f"simulation-retirer-{rank}",
                type="tertiary",
                on_click=_remove,
                args=(rank,),
            )
        if rank in refused:
            st.warning(f"Action ignorée. {refused[rank]}", icon=":material/block:")


def _remove(rank: int) -> None:
    now = simulation.chosen()
    change(replace(now, steps=now.steps[:rank] + now.steps[rank + 1 :]))


def _buttons() -> None:
    listed, history = simulation.listed(), st.session_state.get(_HISTORY, [])
    empty = listed == (Scenario(),)
    with st.container(horizontal=True):
        st.button("Annuler", icon=":material/undo:", disabled=not history, on_click=_undo)
        st.button("Tout effacer", icon=":material/restart_alt:", disabled=empty, on_click=_reset)
        st.button(
            "Dupliquer pour comparer",
            icon=":material/content_copy:",
            disabled=empty or len(listed) == MAX_SCENARIOS,
            on_click=_duplicate,
        )
        if len(listed) > 1:
            st.button("Supprimer ce scénario", icon=":material/delete:", on_click=_delete)


def _undo() -> None:
    history = st.session_state.get(_HISTORY, [])
    if history:
        text, active = history[-1]
        st.session_state[_HISTORY] = history[:-1]
        state.put("scenario", text)
        state.put("actif", active)


def _reset() -> None:
    put((Scenario(),), 0)


def _duplicate() -> None:
    listed = simulation.listed()
    copy = replace(simulation.chosen(), name="")
    put((*listed, copy), len(listed))


def _delete() -> None:
    listed, rank = simulation.listed(), simulation.active()
    put(listed[:rank] + listed[rank + 1 :], max(rank - 1, 0))
