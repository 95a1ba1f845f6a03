"""Results of a scenario: people who cross the thresholds, EPCI, zoning, communes, stability."""

from functools import lru_cache

import pandas as pd
import streamlit as st

from caremap import effects, readings_simulation
from caremap.accessibility import THRESHOLDS
from caremap.catalog import CAVEATS, ZONES
from caremap.formats import number, percent, signed
from caremap.scenarios import Scenario
from caremap.ui import parts, perimeter, simulation, state, store
from caremap.ui.choropleth import in_departement
from caremap.ui.parts import Headline
from caremap.ui.simulation_map import source_line

ZONE_LABELS = {code: label for code, label, _ in ZONES}
ZONE_DATE = "mai 2025"
PEOPLE, CHANGE_NAME = "Population", "Variation modélisée"


def honesty() -> str:
    """What a result is worth, with the agreement of the model in this release, where compared."""
    rows = store.table("meta.accessibility_validity").set_index("figure_id")["value"]
    same = rows.get("same_class_share")
    alone = (
        f" : seul, il ne range que {percent(100 * same, 0)} des communes dans la même classe que "
        "la DREES"
        if same is not None
        else ""
    )
    return (
        "Niveaux : APL publiée par la DREES (généralistes de 65 ans ou moins). Le modèle n'ajoute "
        f"qu'une variation, et la somme est une estimation{alone}. À lire comme un ordre de "
        "grandeur, jamais comme le verdict d'une commune."
    )


def headlines(scenario: Scenario) -> None:
    """People who cross 2.5 and 4, and the consultations that the scenario adds or takes away."""
    found = simulation.result(scenario)
    figures = found.figures
    origin = f"APL {simulation.year()} + variation modélisée, estimé"
    cards = [
        Headline(
            f"Habitants au-dessus de {number(limit, 1 if limit % 1 else 0)}",
            signed(figures.people_up[limit] - figures.people_down[limit]),
            (
                ("passent au-dessus", number(figures.people_up[limit])),
                ("passent au seuil ou dessous", number(figures.people_down[limit])),
            ),
            "habitants",
            origin,
        )
        for limit in THRESHOLDS
    ]
    gps = found.consultations / simulation.GP_CONSULTATIONS
    offered = Headline(
        "Offre du scénario",
        signed(found.consultations),
        (("soit, en généralistes moyens", signed(gps, 1)),),
        "consultations par an",
        f"{number(simulation.GP_CONSULTATIONS)} par généraliste, hypothèse du modèle",
    )
    mean = Headline(
        f"APL moyenne {perimeter.current().of_all}",
        number(figures.mean_after, 2),
        (("publiée", number(figures.mean_before, 2)),
         ("variation", signed(figures.mean_after - figures.mean_before, 2))),
        "consultations par habitant et par an",
        origin,
    )  # fmt: skip
    parts.headlines([*cards, offered, mean])


def epci(scenario: Scenario) -> None:
    """Each EPCI before and after, and its people who cross."""
    chosen = (store.release_id(), simulation.year(), scenario, state.get("departement"))
    rows = _by_epci(*chosen)
    moved = rows[rows["change"].abs() >= effects.SMALLEST_CHANGE]
    first = rows.loc[rows["change"].abs().idxmax()]
    parts.reading(
        f"{len(moved)} EPCI sur {len(rows)} changent d'au moins 0,01"
        + (
            f" ; le plus : {first['epci_name']} ({signed(first['change'], 2)})."
            if len(moved)
            else "."
        )
    )
    _draw("Effet du scénario par EPCI", _epci_table(*chosen))
    source_line()


_EPCI_NAMES = {
    "epci_name": "EPCI",
    "population": PEOPLE,
    "before": "APL publiée",
    "change": CHANGE_NAME,
    "after": "APL + variation",
    "up_2_5": "Passent au-dessus de 2,5",
    "down_2_5": "Passent à 2,5 ou moins",
    "up_4": "Passent au-dessus de 4",
    "down_4": "Passent à 4 ou moins",
}


@lru_cache(maxsize=32)
def _epci_table(release_id: str, year: int, scenario: Scenario, departement: str) -> pd.DataFrame:
    rows = _by_epci(release_id, year, scenario, departement)
    return _shaped(rows.sort_values("change", key=abs, ascending=False), _EPCI_NAMES)


@lru_cache(maxsize=32)
def _by_epci(release_id: str, year: int, scenario: Scenario, departement: str) -> pd.DataFrame:
    """Each EPCI whole, those of the chosen département alone."""
    rows = effects.by_epci(simulation.result_in(release_id, year, scenario.steps).rows)
    own = store.territories().loc[rows["epci_id"], "departement_id"].to_numpy()
    return in_departement(rows.assign(departement_id=own))


def zoning(scenario: Scenario) -> None:
    """Communes whose APL crosses 4, the upper bound of the pool, with their zone and its date."""
    moved = effects.pool_moves(in_departement(simulation.result(scenario).rows))
    st.info(
        "Pour information seulement. Le vivier (APL de 4 ou moins) se lit par territoire de "
        "vie-santé et l'arrêté de l'ARS décide ; ici le seuil est lu commune par commune. "
        + CAVEATS["zoning_2025"],
        icon=":material/gavel:",
    )
    if moved.empty:
        parts.nothing_to_show(
            "Aucune commune ne franchit le seuil de 4 dans ce scénario.",
            "Ajoutez une action, ou choisissez tout le périmètre.",
        )
        return
    leaves, people = moved["leaves"], moved["population"]
    parts.reading(
        f"{number(leaves.sum())} communes ({number(people[leaves].sum())} habitants) passeraient "
        f"au-dessus de 4 et {number((~leaves).sum())} ({number(people[~leaves].sum())} habitants) "
        "à 4 ou moins."
    )
    table = moved.assign(
        zone=moved["zone"].map(ZONE_LABELS),
        consequence=leaves.map({True: "sortirait du vivier", False: "entrerait dans le vivier"}),
    )
    names = {
        "name": "Commune",
        "zone": f"Zone ({ZONE_DATE})",
        "published": "APL publiée",
        "after": "APL + variation",
        "consequence": "Lecture du seuil de 4",
        "population": PEOPLE,
    }
    _table("Communes qui franchissent le seuil de 4", table, names)
    source_line()


def communes(scenario: Scenario) -> None:
    """Communes that gain and lose most."""
    rows = effects.moved_most(in_departement(simulation.result(scenario).rows))
    if rows.empty:
        parts.nothing_to_show("Aucune commune ne change.", "Ajoutez une action au scénario.")
        return
    parts.reading(readings_simulation.moved_most(rows["change"].to_numpy(dtype=float)))
    names = {
        "name": "Commune",
        "epci_name": "EPCI",
        "published": "APL publiée",
        "change": CHANGE_NAME,
        "after": "APL + variation",
        "population": PEOPLE,
    }
    _table("Communes qui gagnent et perdent le plus", rows, names)
    source_line()


def stability(scenario: Scenario) -> None:
    """Communes whose class changes if a single GP leaves, and the people who live there."""
    rows = simulation.result(scenario).rows
    found = simulation.stability(scenario)
    places = simulation.communes()["name"].to_numpy(str)
    table = rows.assign(
        fragile=found.fragile[: len(rows)],
        fall=found.largest_fall[: len(rows)],
        critical=[places[site] if site >= 0 else "" for site in found.critical_site[: len(rows)]],
    )
    table = in_departement(table)
    fragile = table[table["fragile"]]
    people, total = fragile["population"].sum(), table["population"].sum()
    under = fragile[(fragile["after"] > effects.UNDER_SERVED)
                    & (fragile["after"] - fragile["fall"] <= effects.UNDER_SERVED)]  # fmt: skip
    parts.reading(
        f"Dans {number(len(fragile))} communes sur {number(len(table))}, la classe change si un "
        f"seul généraliste part : {number(people)} habitants ({percent(100 * people / total)}). "
        f"Pour {number(under['population'].sum())} d'entre eux, c'est le seuil de 2,5."
    )
    names = {
        "name": "Commune",
        "after": "APL + variation",
        "fall": "Baisse si un généraliste part",
        "critical": "Commune de ce généraliste",
        "population": PEOPLE,
    }
    _table("Communes dont la classe tient à un généraliste",
           fragile.sort_values("population", ascending=False), names)  # fmt: skip
    source_line()


def _table(title: str, rows: pd.DataFrame, names: dict[str, str]) -> None:
    _draw(title, _shaped(rows, names))


def _shaped(rows: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Columns under their French names, rounded."""
    shown = rows[list(names)].rename(columns=names)
    rounded = shown.select_dtypes("float").round(2) + 0.0  # no « -0 »
    return shown.assign(**{str(name): rounded[name] for name in rounded})


def _draw(title: str, shown: pd.DataFrame) -> None:
    """A table of numbers, written as the reader's language does and sorted as numbers."""
    parts.table(shown, title, height=420, column_config=parts.french_numbers(shown))
