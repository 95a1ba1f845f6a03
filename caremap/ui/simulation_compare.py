"""Scenarios side by side, and their files: CSV of the communes, JSON of the scenarios."""

import json
from dataclasses import asdict, replace
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from caremap.catalog import STATUS_BY_ID
from caremap.exports import tables
from caremap.exports.view import TablePiece, View, Words
from caremap.formats import number, signed
from caremap.scenarios import Scenario, write
from caremap.ui import parts, record, simulation, simulation_edit, store
from caremap.ui.simulation_map import SOURCE_IDS, source_line, source_words
from caremap.ui.simulation_results import honesty


def comparison() -> None:
    """Up to four scenarios side by side, from the same published APL."""
    listed = simulation.listed()
    if len(listed) < 2:
        parts.nothing_to_show(
            "Un seul scénario.", "« Dupliquer pour comparer » en ouvre un autre, quatre au plus."
        )
        return
    under = [simulation.result(scenario).figures.under_after(2.5) for scenario in listed]
    fewest = int(np.argmin(under))
    parts.reading(
        f"Le moins d'habitants à 2,5 ou moins : {simulation.label(fewest, listed[fewest])}, "
        f"{number(under[fewest])}, contre {number(max(under))} au plus."
    )
    columns = {
        f"{rank + 1}. {simulation.label(rank, scenario)}": _compared(scenario)
        for rank, scenario in enumerate(listed)
    }
    rows = pd.DataFrame(columns).rename_axis("Chiffre").reset_index()
    parts.table(rows, "Comparaison des scénarios")
    source_line()


def _compared(scenario: Scenario) -> dict[str, str]:
    found = simulation.result(scenario)
    figures = found.figures
    return {
        "Actions": number(len(scenario.steps)),
        "Consultations par an": signed(found.consultations),
        "Passent au-dessus de 2,5": number(figures.people_up[2.5]),
        "Passent à 2,5 ou moins": number(figures.people_down[2.5]),
        "Passent au-dessus de 4": number(figures.people_up[4.0]),
        "Passent à 4 ou moins": number(figures.people_down[4.0]),
        "Habitants à 2,5 ou moins après": number(figures.under_after(2.5)),
        "APL moyenne + variation": number(figures.mean_after, 3),
    }


def export(scenario: Scenario) -> None:
    """The communes in CSV, the scenarios and their figures in JSON.

    What the reader chose is read now: a file made at the click is made out of its reach.
    """
    st.markdown("Le scénario n'est gardé nulle part ailleurs que dans l'adresse de la page.")
    with st.container(horizontal=True):
        st.download_button(
            "Communes (CSV)",
            partial(tables.csv_bytes, communes_view(scenario)),
            file_name="simulation-communes.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            "Scénarios (JSON)",
            json_bytes(),
            file_name="simulation-scenarios.json",
            mime="application/json",
            icon=":material/download:",
            on_click="ignore",
        )


def communes_view(scenario: Scenario) -> View:
    """The communes of a scenario alone, with the origin, choices and release of every file."""
    rows = simulation.result(scenario).rows
    year, estimated = simulation.year(), STATUS_BY_ID["estimated"].label
    table = pd.DataFrame(
        {
            "Code": rows["territory_id"],
            "Territoire": rows["name"],
            "Code EPCI": rows["epci_id"],
            "Population": rows["population"],
            f"APL publiée, {year}": rows["published"],
            "Statut de l'APL publiée": STATUS_BY_ID["official"].label,
            "Variation modélisée": rows["change"],
            "Statut de la variation": estimated,
            "APL + variation": rows["after"],
            "Statut de la somme": estimated,
        }
    )
    title = f"Communes : APL publiée et variation modélisée, {year}"
    seen = record.view()
    return replace(
        seen,
        pieces=(
            Words("reading", honesty()),
            TablePiece(title, lambda: table),
            Words("source", source_words()),
        ),
        sources=tuple(map(store.source, dict.fromkeys(SOURCE_IDS))),
        filters=(*seen.filters, ("scénario de ce fichier", write((scenario,)))),
    )


def json_bytes() -> bytes:
    """Every scenario of the address: actions, words, figures, hypotheses, release."""
    listed = simulation.listed()
    content = {
        "release_id": store.current().release_id,
        "published": {"indicator": simulation.PUBLISHED.id, "year": simulation.year()},
        "status": "estimated",
        "note": honesty(),
        "consultations_per_gp": simulation.GP_CONSULTATIONS,
        "address": write(listed),
        "scenarios": [_exported(rank, scenario) for rank, scenario in enumerate(listed)],
    }
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def _exported(rank: int, scenario: Scenario) -> dict[str, object]:
    found = simulation.result(scenario)
    return {
        "name": simulation.label(rank, scenario),
        "steps": [asdict(step) | {"words": simulation_edit.describe(step)}
                  for step in scenario.steps],
        "steps_left_out": [{"rank": number, "why": why} for number, why in found.refused],
        "consultations_a_year": found.consultations,
        "figures": asdict(found.figures),
    }  # fmt: skip
