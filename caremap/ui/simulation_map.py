"""Maps of the page « Simulation »: change, before, after; fragile verdicts are hatched."""

from dataclasses import replace
from functools import lru_cache
from zlib import crc32

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from caremap import effects
from caremap.accessibility import THRESHOLDS
from caremap.catalog import INDICATOR_BY_ID, Indicator
from caremap.classes import Classes, classify
from caremap.formats import number, percent, signed
from caremap.maps import MapView, Overlay, Series, class_codes
from caremap.palettes import palette, sample
from caremap.scenarios import Scenario
from caremap.ui import map_view, parts, perimeter, simulation, state, store
from caremap.ui.choropleth import MAP_HEIGHT, in_departement, is_inside, within
from caremap.ui.simulation import PUBLISHED

_HATCHED = (
    '<div class="legend"><table><tbody><tr><td><span class="swatch lines"></span></td>'
    '<th scope="row">la classe change si un seul généraliste part</th></tr></tbody></table></div>'
)

SOURCE_IDS = (*PUBLISHED.source_ids, *INDICATOR_BY_ID["e2sfca_gp"].source_ids)
FRAGILE = "9"
"""Mark of a hatched commune in the layer of zones, beside the codes of the official zones."""
VIEWS = {"variation": "Variation", "avant": "Avant (APL publiée)", "apres": "Après"}
CHANGE_LIMITS = (-0.5, -0.1, -effects.SMALLEST_CHANGE, effects.SMALLEST_CHANGE, 0.1, 0.5)
CHANGE_LABELS = (
    ("forte baisse", "plus de 0,5"), ("baisse", "de 0,1 à 0,5"), ("faible baisse", "moins de 0,1"),
    ("sans changement", "moins de 0,01"),
    ("faible hausse", "moins de 0,1"), ("hausse", "de 0,1 à 0,5"), ("forte hausse", "plus de 0,5"),
)  # fmt: skip
AFTER = replace(
    PUBLISHED,
    id="apl_gp_65_after",
    label="APL publiée + variation modélisée (généralistes de 65 ans ou moins)",
    short_label="APL + variation",
    status="estimated",
)
CHANGE = replace(
    INDICATOR_BY_ID["apl_gp_change"],
    id="apl_gp_65_modelled_change",
    label="Variation modélisée de l'APL",
    short_label="Variation modélisée",
    status="estimated",
    categories=tuple((code, *words) for code, words in enumerate(CHANGE_LABELS)),
)


def controls(scenario: Scenario) -> tuple[str, bool]:
    """Choose the map, and whether fragile verdicts are hatched."""
    view = state.get("vue", "variation" if scenario.steps else "avant")
    hatched = state.get("hachures", "non" if view == "variation" else "oui")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            "Carte",
            list(VIEWS),
            format_func=lambda option: VIEWS[option],
            required=True,
            **state.bound("vue", view),
        )
        st.segmented_control(
            "Hachurer les verdicts fragiles",
            ["oui", "non"],
            format_func=lambda option: option.capitalize(),
            required=True,
            help="La classe (2,5 ou moins, 4 ou moins) change si un seul généraliste part.",
            **state.bound("hachures", hatched),
        )
    return view, hatched == "oui"


def draw(scenario: Scenario, view: str, hatched: bool) -> None:
    """Draw the chosen map with its legend, reading, source and twin table."""
    rows = simulation.result(scenario).rows
    values = rows[{"variation": "change", "avant": "published", "apres": "after"}[view]].to_numpy()
    shown = np.where(is_inside(rows), values, np.nan)
    indicator, classes, colors = _painted(view, shown)
    classes = within(classes, rows)
    fragile = simulation.stability(scenario).fragile[: len(rows)] if hatched else None
    show = MapView(
        level="commune",
        codes=class_codes(classes.index),
        palette=tuple(colors),
        series=_series(rows, scenario),
        departement=state.get("departement"),
        selected=state.get("territoire"),
        overlay=Overlay(
            zones=""
            if fragile is None
            else "".join(np.where(fragile & is_inside(rows), FRAGILE, "0"))
        ),
    )
    area = perimeter.current().name_of(show.departement)
    map_view.show_map(show, f"Carte : {indicator.label}, par commune, {area}", "simulation",
                      MAP_HEIGHT)  # fmt: skip
    legend = map_view.class_legend(indicator, classes, colors, "commune", simulation.year())
    st.html(legend + (_HATCHED if hatched else ""))
    _words(scenario, rows)


def _painted(view: str, values: NDArray[np.float64]) -> tuple[Indicator, Classes, list[str]]:
    if view != "variation":
        indicator = PUBLISHED if view == "avant" else AFTER
        classes = classify(values, "officiels", 5, THRESHOLDS)
        return indicator, classes, palette(PUBLISHED, classes.class_count)
    known = np.isfinite(values)
    index = np.where(known, np.searchsorted(CHANGE_LIMITS, np.nan_to_num(values)), -1)
    counts = np.bincount(index[known], minlength=len(CHANGE_LABELS))
    limits = (*CHANGE_LIMITS, float(np.inf))
    colors = list(sample("PuOr", len(CHANGE_LABELS), 0.08, 0.92))
    classes = Classes("fixe", -np.inf, limits, tuple(map(int, counts)), index.astype(np.int8))
    return CHANGE, classes, colors


def _series(rows: pd.DataFrame, scenario: Scenario) -> tuple[Series, ...]:
    """What a tooltip says; the id carries the scenario, so that a new one paints a new map."""
    mark = f"{crc32(repr(scenario.steps).encode()):08x}"
    changed = replace(CHANGE, id=f"{CHANGE.id}_{mark}", categories=())
    return (
        Series(PUBLISHED, rows["published"].to_numpy()),
        Series(changed, rows["change"].to_numpy()),
        Series(AFTER, rows["after"].to_numpy()),
    )


def _words(scenario: Scenario, rows: pd.DataFrame) -> None:
    shown = in_departement(rows)
    moved = shown[shown["change"].abs() >= effects.SMALLEST_CHANGE]
    if not scenario.steps:
        chosen = (store.release_id(), simulation.year(), state.get("departement"))
        parts.reading(_fragile_words(*chosen))
    elif moved.empty:
        parts.reading("Aucune commune affichée ne change d'au moins 0,01 consultation.")
    else:
        people = moved["population"].sum()
        top = moved.loc[moved["change"].abs().idxmax()]
        parts.reading(
            f"{number(len(moved))} communes, {number(people)} habitants "
            f"({percent(100 * people / shown['population'].sum())}), voient leur accès changer ; "
            f"le plus : {top['name']} ({signed(top['change'], 2)} consultation par habitant et par "
            f"an, de {number(top['published'], 2)} à {number(top['after'], 2)})."
        )
    source_line()
    st.caption(simulation.edges_words())
    parts.twin(
        f"Tableau de la carte : APL publiée et variation modélisée, {simulation.year()}",
        lambda: _table(shown),
    )


def _table(shown: pd.DataFrame) -> pd.DataFrame:
    columns = ["name", "territory_id", "published", "change", "after", "population"]
    names = ("Territoire", "Code", "APL publiée", "Variation modélisée", "APL + variation",
             "Population")  # fmt: skip
    table = shown[columns].round(3).set_axis(names, axis=1)
    return table.sort_values("Variation modélisée", key=abs, ascending=False)


@lru_cache(maxsize=32)
def _fragile_words(release_id: str, year: int, departement: str) -> str:
    """What is hatched when there is no scenario."""
    rows = simulation.result_in(release_id, year, ()).rows
    fragile = simulation.stability_in(release_id, year, ()).fragile[: len(rows)]
    hatched = in_departement(rows[fragile])["population"]
    people, total = hatched.sum(), in_departement(rows)["population"].sum()
    return (
        f"Sans scénario, la carte montre l'APL publiée ; dans {number(len(hatched))} communes "
        f"({number(people)} habitants, {percent(100 * people / total)}), la classe change si un "
        "seul généraliste part."
    )


def source_words() -> str:
    """Where the published level and the modelled change come from, each with its status."""
    return (
        f"Source : DREES, APL aux généralistes de 65 ans ou moins, {simulation.year()} "
        "(officiel) ; variation : modèle E2SFCA de ce tableau de bord, généralistes au 31/12/2019, "
        "population par âge 2021, durées de trajet "
        f"{simulation.times_origin()} (estimé). Statut de la somme : estimé."
    )


def source_line() -> None:
    """Origin of the published level and of the modelled change, each with its status."""
    parts.source_text(source_words(), *SOURCE_IDS)
