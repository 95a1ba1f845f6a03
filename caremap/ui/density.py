"""Parts of the page « Densité médicale »: the map in three drawings, ranking, professions."""

from functools import lru_cache

import numpy as np
import pandas as pd
import streamlit as st

from caremap import charts, readings
from caremap.catalog import CAVEATS, LEVEL_BY_ID, PROFESSIONS, Indicator
from caremap.classes import tercile_index
from caremap.formats import number
from caremap.maps import MapView, Series, class_codes, value_array
from caremap.palettes import BIVARIATE, PERIMETER
from caremap.ui import map_view, parts, perimeter, rankings, state, store, territory_card
from caremap.ui.choropleth import (
    filtered_values,
    in_departement,
    indicator_map,
    layers,
    map_columns,
    show,
    table_of,
)
from caremap.ui.controls import Choice

RANKED = 15
_SHORT_NAMES = {"Pas-de-Calais": "PdC"}


def draw(choice: Choice) -> None:
    """Draw the map of the page in the chosen way."""
    families = tuple(name for name in state.get("couches").split(",") if name)
    if choice.mode == "symboles":
        _symbols(choice.indicator, choice.level, families)
    elif choice.second is not None:
        _crossed(choice.indicator, choice.second, choice.level, families)
    else:
        indicator_map(choice.indicator, page="densite", level=choice.level, families=families)


def _symbols(indicator: Indicator, level: str, families: tuple[str, ...]) -> None:
    year = parts.year_of(indicator)
    rows = store.values(indicator.id, level, year)
    values = value_array(rows)
    view = MapView(
        level=level,
        codes=class_codes(np.where(np.isfinite(values), 0, -1).astype(np.int8)),
        palette=("#f4f5f2",),
        series=(Series(indicator, values, year),),
        mode="symboles",
        departement=state.get("departement"),
        selected=state.get("territoire"),
        overlay=layers(families),
    )
    drawing, side = map_columns()
    with drawing:
        show(view, indicator, "densite")
    with side:
        legend = map_view.symbol_legend(indicator, float(np.nanmax(values)), year)
        territory_card.show(legend + map_view.layer_legend(families))
        map_view.layer_limits(families)
    shown = in_departement(rows)
    reading = parts.kept_reading(readings.count_reading(shown, indicator, level, year))
    parts.source_line(indicator, statuses=parts.statuses_of(shown), above=reading)
    parts.twin(
        f"Tableau de la carte : {indicator.label}, {year}",
        lambda: table_of(shown, indicator),
        key="table-carte",
        label="Tableau de la carte",
    )


def _crossed(first: Indicator, second: Indicator, level: str, families: tuple[str, ...]) -> None:
    year, other_year = parts.year_of(first), parts.year_of(second)
    rows, other = store.values(first.id, level, year), store.values(second.id, level, other_year)
    one, _ = tercile_index(filtered_values(rows))
    two, _ = tercile_index(filtered_values(other))
    index = np.where((one < 0) | (two < 0), -1, 3 * one + two).astype(np.int8)
    view = MapView(
        level=level,
        codes=class_codes(index),
        palette=tuple(color for line in BIVARIATE for color in line),
        series=(
            Series(first, value_array(rows), year),
            Series(second, value_array(other), other_year),
        ),
        mode="croisee",
        departement=state.get("departement"),
        selected=state.get("territoire"),
        overlay=layers(families),
    )
    drawing, side = map_columns()
    with drawing:
        show(view, first, "densite")
    with side:
        counts = np.bincount(index[index >= 0], minlength=9)
        legend = map_view.bivariate_legend(first, second, [int(count) for count in counts])
        territory_card.show(legend + map_view.layer_legend(families))
        map_view.layer_limits(families)
    reading = readings.crossed_reading(first, second, (one, two), rows["population"], level)
    parts.source_line(first, second, above=parts.kept_reading(reading))
    table = in_departement(rows)[["name", "territory_id", "population"]].rename(
        columns={"name": "Territoire", "territory_id": "Code", "population": "Population"}
    )
    table[first.short_label] = rows["value"]
    table[second.short_label] = other["value"]
    parts.twin("Tableau de la carte croisée", table)


def ranking(indicator: Indicator, level: str) -> None:
    """Highest and lowest territories; a click on a row of the table chooses the territory."""
    year = parts.year_of(indicator)
    store.values(indicator.id, level, year)  # refused here to a reader who may not see them
    chosen = (state.get("departement"), state.get("territoire"))
    ordered, shown, written = _ranked(store.release_id(), indicator, level, year, *chosen)
    if ordered.empty:
        parts.nothing_to_show("Rien à classer ici.", "Choisissez un autre niveau ou indicateur.")
        return
    bars = rankings.kept(shown, indicator, written)
    parts.source_line(indicator, explained=False, above=bars)
    rankings.choosing_table(ordered, indicator, "classement")


@lru_cache(maxsize=64)
def _ranked(
    release_id: str, indicator: Indicator, level: str, year: int, departement: str, selected: str
) -> tuple[pd.DataFrame, pd.DataFrame, str]:
    """Rows of a département in order, those that are drawn, and their bars as written."""
    rows = in_departement(store.values(indicator.id, level, year)).dropna(subset=["value"])
    ordered = rows.sort_values("value", ascending=False, kind="stable")
    if ordered.empty:
        return ordered, ordered, ""
    shown, title = _ends(ordered, indicator)
    heading = f"{title} · {number(len(ordered))} {LEVEL_BY_ID[level].plural}"
    return ordered, shown, rankings.written(shown, indicator, selected, title=heading)


def _ends(ordered: pd.DataFrame, indicator: Indicator) -> tuple[pd.DataFrame, str]:
    """Both ends of a long ranking; the low end only when it is not a crowd of equal values."""
    if len(ordered) <= 2 * RANKED:
        return ordered, "Classement"
    lowest = ordered["value"].iloc[-1]
    equals = int((ordered["value"] == lowest).sum())
    if equals > 8:
        value = parts.value_text(indicator, float(lowest))
        return ordered.head(RANKED), f"Les {RANKED} plus hauts ({number(equals)} sont à {value})"
    return pd.concat([ordered.head(8), ordered.tail(8)]), "Les 8 plus hauts et les 8 plus bas"


def professions() -> None:
    """The 25 self-employed professions of each département, on one chart and in one table."""
    names, year = perimeter.departements(), _profession_year()
    rows = _profession_rows(tuple(names))
    common = rows[rows["denominator"] == "habitants"].dropna(subset=list(names))
    if common.empty:
        parts.nothing_to_show(
            "Aucune densité libérale n'est chargée pour ce périmètre.",
            "Reprenez le fichier de la CNAM avec « python -m etl refresh ».",
        )
        return
    colors = perimeter.colors()
    dots = [(code, name, colors.get(code, PERIMETER)) for code, name in names.items()]
    parts.chart(
        charts.departement_dots(common, dots),
        f"Densité libérale de chaque profession {perimeter.current().words_within_all}, {year}",
    )
    parts.reading(_ahead(common))
    parts.source_line(store.indicator("liberal_density_gp_all"))
    table = rows[["family", "profession", *names, *(f"{code}_count" for code in names)]]
    counts = (f"Effectif {_SHORT_NAMES.get(name, name)}" for name in names.values())
    table = table.set_axis(("Famille", "Profession", *names.values(), *counts), axis=1)
    table = table.assign(Rapporté=rows["denominator"])
    parts.twin(f"Tableau des 25 professions, {year}", table, expanded=True)
    st.caption(f"{CAVEATS['cnam_denominator']} {CAVEATS['cnam_total']}")


def _ahead(common: pd.DataFrame) -> str:
    """How often the first département has the highest density; the axes where it is alone."""
    first, *others = perimeter.departements()
    axes = "les axes comptent des professionnels pour 100 000 habitants."
    if not others:
        return f"{len(common)} lignes rapportées à l'ensemble des habitants ; {axes}"
    ahead = int((common[first] > common[others].max(axis=1)).sum())
    named = perimeter.current().words_within(first).removeprefix("dans ")
    return (
        f"{named[0].upper()}{named[1:]} a la densité libérale la plus forte pour {ahead} des "
        f"{len(common)} lignes rapportées à l'ensemble des habitants ; {axes}"
    )


def _profession_year() -> int:
    return parts.year_of(store.indicator("liberal_density_gp_all"))


def _profession_rows(codes: tuple[str, ...]) -> pd.DataFrame:
    """One row a profession: its density by code, and its headcount, as written, by code_count."""
    found, year = [], _profession_year()
    for profession in PROFESSIONS:
        rows = store.values(f"liberal_density_{profession.slug}", "departement", year)
        by_id = rows.set_index("territory_id")
        found.append(
            {
                "family": profession.family,
                "profession": profession.short_label,
                "denominator": profession.denominator,
                **{code: by_id.at[code, "value"] for code in codes},
                **{f"{code}_count": number(by_id.at[code, "numerator"]) for code in codes},
            }
        )
    return pd.DataFrame(found)


def distribution(indicator: Indicator, level: str) -> None:
    """How many people live at each value, not how many territories."""
    year = parts.year_of(indicator)
    rows = in_departement(store.values(indicator.id, level, year))
    values = value_array(rows)
    if indicator.kind in {"count", "category"} or np.isfinite(values).sum() < 3:
        parts.nothing_to_show(
            "La répartition des habitants se lit sur un taux ou une part.",
            "Choisissez un indicateur de densité, d'accès ou une part.",
        )
        return
    weights = rows["population"].to_numpy(dtype=float)
    parts.chart(
        charts.weighted_distribution(values, weights, indicator, indicator.thresholds),
        f"Répartition des habitants selon {indicator.label}, {year}",
    )
    parts.reading(readings.weighted_median(values, weights, indicator, year))
    parts.source_line(indicator)
    parts.twin(
        "Tableau de la répartition",
        lambda: charts.distribution_table(values, weights, indicator),
        key="table-repartition",
    )
