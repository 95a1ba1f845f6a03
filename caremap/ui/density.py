"""Parts of the page « Densité médicale »: the map in three drawings, ranking, distribution."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

from caremap import charts, readings
from caremap.catalog import LEVEL_BY_ID, Indicator
from caremap.classes import tercile_index
from caremap.formats import number
from caremap.maps import MapView, Series, class_codes, value_array
from caremap.palettes import BIVARIATE
from caremap.ui import map_view, parts, rankings, state, store, territory_card
from caremap.ui.choropleth import (
    filtered_values,
    in_departement,
    indicator_map,
    layers,
    outside_apart,
    show,
    table_of,
    unpublished,
)
from caremap.ui.controls import Choice
from caremap.ui.places import MapPlaces

RANKED = 15


def draw(choice: Choice, places: MapPlaces) -> None:
    """Draw the map of the page in the chosen way."""
    families = tuple(name for name in state.get("couches").split(",") if name)
    if choice.mode == "symboles":
        _symbols(choice.indicator, choice.level, places, families)
    elif choice.second is not None:
        _crossed(choice.indicator, choice.second, choice.level, places, families)
    else:
        indicator_map(choice.indicator, "densite", choice.level, places, families)


def _symbols(
    indicator: Indicator, level: str, places: MapPlaces, families: tuple[str, ...]
) -> None:
    year = parts.year_of(indicator)
    rows = store.values(indicator.id, level, year)
    values = value_array(rows)
    if not np.isfinite(values).any():
        unpublished(indicator, level, rows, places)
        return
    view = MapView(
        level=level,
        codes=class_codes(outside_apart(np.where(np.isfinite(values), 0, -1), rows)),
        palette=("#f4f5f2",),
        series=(Series(indicator, values, year),),
        mode="symboles",
        departement=state.get("departement"),
        selected=state.get("territoire"),
        overlay=layers(families),
    )
    with places.drawing:
        show(view, indicator, "densite")
    with places.side:
        legend = map_view.symbol_legend(indicator, float(np.nanmax(values)), year)
        territory_card.show(legend + map_view.layer_legend(families))
        map_view.layer_limits(families)
    shown = in_departement(rows)
    reading = readings.count_reading(shown, indicator, level, year)
    with places.under:
        parts.source_line(
            indicator,
            statuses=parts.statuses_of(shown),
            above=parts.kept_reading(reading),
            folded=places.explained,
        )
    parts.twin(
        f"Tableau de la carte : {indicator.label}, {year}",
        lambda: table_of(shown, indicator),
        folded=places.table,
    )


def _crossed(
    first: Indicator, second: Indicator, level: str, places: MapPlaces, families: tuple[str, ...]
) -> None:
    year, other_year = parts.year_of(first), parts.year_of(second)
    rows, other = store.values(first.id, level, year), store.values(second.id, level, other_year)
    one, _ = tercile_index(filtered_values(rows))
    two, _ = tercile_index(filtered_values(other))
    index = np.where((one < 0) | (two < 0), -1, 3 * one + two).astype(np.int8)
    view = MapView(
        level=level,
        codes=class_codes(outside_apart(index, rows)),
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
    with places.drawing:
        show(view, first, "densite")
    with places.side:
        counts = np.bincount(index[index >= 0], minlength=9)
        legend = map_view.bivariate_legend(first, second, [int(count) for count in counts])
        territory_card.show(legend + map_view.layer_legend(families))
        map_view.layer_limits(families)
    reading = readings.crossed_reading(first, second, (one, two), rows["population"], level)
    with places.under:
        above = parts.kept_reading(reading)
        statuses = parts.statuses_of(in_departement(pd.concat([rows, other])))
        parts.source_line(first, second, statuses=statuses, above=above, folded=places.explained)
    table = in_departement(rows)[["name", "territory_id", "population"]].rename(
        columns={"name": "Territoire", "territory_id": "Code", "population": "Population"}
    )
    table[first.short_label] = rows["value"]
    table[second.short_label] = other["value"]
    parts.twin("Tableau de la carte croisée", table, folded=places.table)


@dataclass(frozen=True)
class RankingPlaces:
    """Where the ranking and the table to choose from are drawn."""

    bars: DeltaGenerator
    table: ExpanderContainer


def around_ranking() -> RankingPlaces:
    """Draw the places of a ranking."""
    return RankingPlaces(st.container(), rankings.choosing_fold("classement"))


def ranking(indicator: Indicator, level: str, places: RankingPlaces) -> None:
    """Highest and lowest territories; a click on a row of the table chooses the territory."""
    year = parts.year_of(indicator)
    store.values(indicator.id, level, year)  # refused here to a reader who may not see them
    chosen = (state.get("departement"), state.get("territoire"))
    ordered, shown, written = _ranked(store.release_id(), indicator, level, year, *chosen)
    if ordered.empty:
        with places.bars:
            parts.nothing_to_show(
                "Rien à classer ici.", "Choisissez un autre niveau ou indicateur."
            )
        if places.table.open:
            places.table.caption("Rien à classer ici.")
        return
    with places.bars:
        bars = rankings.kept(shown, indicator, written)
        statuses = parts.statuses_of(shown)
        parts.source_line(indicator, statuses=statuses, explained=False, above=bars)
    rankings.choosing_table(ordered, indicator, "classement", places.table)


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
    parts.source_line(indicator, statuses=parts.statuses_of(rows))
    parts.twin(
        "Tableau de la répartition",
        lambda: charts.distribution_table(values, weights, indicator),
        key="table-repartition",
    )
