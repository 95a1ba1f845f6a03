"""Where to place doctors so that most people rise above 2.5, against a naive choice."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import streamlit as st

from caremap import effects
from caremap.accessibility import (
    Siting,
    SitingProblem,
    best_single_site,
    best_siting,
    naive_siting,
    people_moved,
    siting_problem,
    with_supply_change,
)
from caremap.formats import number, percent
from caremap.scenarios import KIND_BY_ID, Scenario, Step, supply_change
from caremap.ui import parts, simulation, simulation_edit, state, store
from caremap.ui.choropleth import is_inside
from caremap.ui.simulation_map import source_line

PLANS = {"gp": "Généralistes, chacun où il sert le plus", "msp": "Une seule MSP"}
SECONDS = 5.0
_ASKED = "_simulation-placement"


@dataclass(frozen=True)
class Question:
    """What is asked: the plan, how many GPs, where, and the scenario they come on top of."""

    plan: str
    gps: int
    departement: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Answer:
    """The best siting found and the naive one, sites as ranks of communes."""

    best: Siting
    naive: Siting


def siting(scenario: Scenario) -> None:
    """Ask for a number of GPs, compute on demand, show where and for how many people."""
    st.markdown(
        "Place des généralistes **en plus du scénario** pour faire passer le plus d'habitants "
        "au-dessus de 2,5. Le calcul peut prendre quelques secondes."
    )
    question = _question(scenario)
    if st.button("Chercher où placer", icon=":material/my_location:", type="primary"):
        st.session_state[_ASKED] = question
    if st.session_state.get(_ASKED) != question:
        return
    with st.spinner("Recherche des meilleurs lieux…"):
        answer = _answer(store.current().release_id, simulation.year(), question)
    _show(question, answer)


def _question(scenario: Scenario) -> Question:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        plan = st.segmented_control(
            "Quoi placer",
            list(PLANS),
            format_func=lambda option: PLANS[option],
            default="gp",
            required=True,
            key="simulation-plan",
        )
        gps = st.number_input("Nombre de généralistes", 1, 10, 3, key="simulation-placer")
    return Question(str(plan), int(gps), state.get("departement"), scenario.steps)


@st.cache_resource(max_entries=64, show_spinner=False)
def _answer(release_id: str, apl_year: int, question: Question) -> Answer:
    problem = _problem(question)
    if question.plan == "gp":
        return Answer(
            best_siting(problem, question.gps, SECONDS), naive_siting(problem, question.gps)
        )
    lowest = int(problem.candidates[np.argmin(problem.index[problem.candidates])])
    alone = {lowest: question.gps}
    naive = Siting(alone, people_moved(problem, alone), np.inf, "naive")
    return Answer(best_single_site(problem, question.gps), naive)


def _problem(question: Question) -> SitingProblem:
    """People as they stand after the scenario; a GP of an MSP has an assistant, as usual there."""
    known, scenario = simulation.model(), Scenario(steps=question.steps)
    change = supply_change(scenario, known.offer)
    catchment = with_supply_change(known.catchment, change.sites, change.added)
    rows = simulation.result(scenario).rows
    index = catchment.index.copy()
    index[: len(rows)] = rows["after"].fillna(np.inf)
    gain = 1 + KIND_BY_ID["msp"].setting / 100 if question.plan == "msp" else 1.0
    problem = siting_problem(
        catchment,
        simulation.GP_CONSULTATIONS * gain,
        rows["population"].to_numpy(float),
        effects.UNDER_SERVED,
        np.flatnonzero(is_inside(rows)),
    )
    return replace(problem, index=index)


def _show(question: Question, answer: Answer) -> None:
    rows, best = simulation.communes(), answer.best
    if not best.people_moved:
        parts.nothing_to_show(
            "Aucun lieu ne fait passer d'habitants au-dessus de 2,5 avec si peu de généralistes.",
            "Augmentez leur nombre.",
        )
        return
    parts.reading(
        f"{number(best.people_moved)} habitants passeraient au-dessus de 2,5, contre "
        f"{number(answer.naive.people_moved)} en plaçant "
        + (
            "chaque généraliste dans les communes"
            if question.plan == "gp"
            else "la MSP dans la commune"
        )
        + " d'APL la plus faible. "
        + _proof(best)
    )
    sites = sorted(best.gps_by_site.items(), key=lambda one: -one[1])
    table = pd.DataFrame(
        {
            "Commune": [rows["name"].iloc[site] for site, _ in sites],
            "EPCI": [rows["epci_name"].iloc[site] for site, _ in sites],
            "Généralistes placés": [count for _, count in sites],
            "APL publiée": [number(rows["published"].iloc[site], 2) for site, _ in sites],
            "Généralistes en 2019": [number(rows["gp_count"].iloc[site]) for site, _ in sites],
        }
    )
    parts.table(table, "Lieux proposés")
    st.button(
        "Ajouter ces lieux au scénario",
        icon=":material/add:",
        on_click=simulation_edit.add_steps,
        args=(_steps(question, answer),),
    )
    source_line()


def _proof(best: Siting) -> str:
    if best.gap <= 1e-6:
        return "C'est le meilleur choix possible selon ce modèle (solution exacte)."
    return (
        f"Aucun choix ne peut dépasser {number(best.people_bound)} : la solution trouvée est à "
        f"{percent(100 * best.gap, 0)} au plus de la meilleure."
    )


def _steps(question: Question, answer: Answer) -> tuple[Step, ...]:
    ids = simulation.communes()["territory_id"]
    kind = KIND_BY_ID[question.plan]
    return tuple(
        Step(kind.id, str(ids.iloc[site]), count, kind.setting)
        for site, count in sorted(answer.best.gps_by_site.items())
    )
