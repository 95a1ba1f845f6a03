"""One indicator on a map, with its legend, reading, source and twin table."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from caremap import readings
from caremap.catalog import LEVEL_BY_ID, Indicator, is_code
from caremap.classes import Classes, classify, mirrored
from caremap.composed import is_composed
from caremap.maps import OUTSIDE_INDEX, MapView, Overlay, Series, class_codes, value_array
from caremap.palettes import palette
from caremap.ui import map_view, parts, perimeter, state, store, territory_card
from caremap.ui.places import MapPlaces

MAP_HEIGHT, STACKED_HEIGHT = 540, 440


def in_departement(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows of the chosen département, or all of them."""
    departement = state.get("departement")
    return rows[rows["departement_id"] == departement] if departement else rows


def is_inside(rows: pd.DataFrame) -> NDArray[np.bool_]:
    """Which rows are in the chosen département, (n,)."""
    departement = state.get("departement")
    own = (rows["departement_id"] == departement).to_numpy(dtype=bool)
    return own if departement else np.ones(len(rows), dtype=bool)


def outside_apart(index: NDArray[np.int8], rows: pd.DataFrame) -> NDArray[np.int8]:
    """Class of each row, (n,); outside the chosen département it is neither a class nor absent."""
    return np.where(is_inside(rows), index, OUTSIDE_INDEX).astype(np.int8)


def within(classes: Classes, rows: pd.DataFrame) -> Classes:
    """Classes of a map whose rows outside the chosen département are apart."""
    return replace(classes, index=outside_apart(classes.index, rows))


def default_method(indicator: Indicator) -> str:
    """Official thresholds where they exist, quantiles elsewhere."""
    return "officiels" if indicator.thresholds else "quantiles"


def classes_of(indicator: Indicator, values: NDArray[np.float64]) -> Classes:
    """Classes of a map by the chosen method; a change is cut symmetrically around zero."""
    if indicator.categories:
        return category_classes(indicator, values)
    method = state.get("methode", default_method(indicator))
    if method == "officiels" and not indicator.thresholds:
        method = "quantiles"
    count = int(state.get("classes"))
    if indicator.diverging:
        return mirrored(values, method, count)
    return classify(values, method, count, indicator.thresholds)


def colors_of(indicator: Indicator, classes: Classes) -> list[str]:
    """One colour a class; an official class keeps its colour when those above it are empty."""
    official = classes.method == "officiels" and bool(indicator.thresholds)
    count = len(indicator.thresholds) + 1 if official else classes.class_count
    return palette(indicator, count)[: classes.class_count]


def category_classes(indicator: Indicator, values: NDArray[np.float64]) -> Classes:
    """One class a category, in the order of the catalog."""
    codes = [code for code, _, _ in indicator.categories]
    index = np.full(values.shape, -1, dtype=np.int8)
    for position, code in enumerate(codes):
        index[values == code] = position
    counts = tuple(int(np.count_nonzero(index == position)) for position in range(len(codes)))
    return Classes("officiels", codes[0], tuple(map(float, codes)), counts, index)


def filtered_values(rows: pd.DataFrame) -> NDArray[np.float64]:
    """Values in the order of ids; those outside the chosen département are left out of classes."""
    return np.where(is_inside(rows), value_array(rows), np.nan)


def unpublished(indicator: Indicator, level: str, rows: pd.DataFrame, places: MapPlaces) -> None:
    """Say that there is nothing to draw; what is folded still tells what the figure would be."""
    departement = state.get("departement")
    where = f" {perimeter.current().words_within(departement)}" if departement else ""
    missing = f"n'est pas publié par {LEVEL_BY_ID[level].word}{where}."
    with places.under:
        parts.nothing_to_show(
            f"« {indicator.label} » {missing}",
            "Choisissez un autre niveau, un autre indicateur"
            + (" ou un autre département." if departement else "."),
        )
        statuses = parts.statuses_of(in_departement(rows))
        parts.source_line(indicator, statuses=statuses, folded=places.explained)
    _table(indicator, parts.year_of(indicator), rows, places)


@dataclass(frozen=True)
class _Drawn:
    """Figures of one map, in the order of ids, and how they are classed."""

    indicator: Indicator
    level: str
    year: int
    rows: pd.DataFrame
    classes: Classes
    colors: list[str]


def indicator_map(
    indicator: Indicator,
    page: str,
    level: str,
    places: MapPlaces,
    families: tuple[str, ...] = (),
) -> None:
    """Draw the choropleth of an indicator at a level with everything a reader needs around it."""
    year = parts.year_of(indicator)
    rows = store.values(indicator.id, level, year)
    values = filtered_values(rows)
    if not np.isfinite(values).any():
        unpublished(indicator, level, rows, places)
        return
    classes = within(classes_of(indicator, values), rows)
    drawn = _Drawn(indicator, level, year, rows, classes, colors_of(indicator, classes))
    with places.drawing:
        focus = _focus() if page == "territoire" else ""
        view = _view(drawn, layers(families), focus)
        show(view, indicator, page, STACKED_HEIGHT if places.is_stacked else MAP_HEIGHT)
    with places.side:
        _beside(drawn, families, places.is_stacked)
    _under(drawn, places)


def _view(drawn: _Drawn, overlay: Overlay, focus: str) -> MapView:
    return MapView(
        level=drawn.level,
        codes=class_codes(drawn.classes.index),
        palette=tuple(drawn.colors),
        series=(Series(drawn.indicator, value_array(drawn.rows), drawn.year),),
        departement=state.get("departement"),
        selected=state.get("territoire"),
        focus=focus,
        overlay=overlay,
    )


def _beside(drawn: _Drawn, families: tuple[str, ...], stacked: bool) -> None:
    """Legend of the classes and of the layers, then the chosen territory where there is room."""
    legend = map_view.class_legend(
        drawn.indicator, drawn.classes, drawn.colors, drawn.level, drawn.year
    )
    legend += map_view.layer_legend(families)
    if stacked:
        st.html(legend)
    else:
        territory_card.show(legend)
    map_view.layer_limits(families)


def _under(drawn: _Drawn, places: MapPlaces) -> None:
    """One sentence, where the figures come from, and their table."""
    indicator, year, departement = drawn.indicator, drawn.year, state.get("departement")
    reading, statuses = _told(store.release_id(), indicator, drawn.level, year, departement)
    with places.under:
        above = parts.kept_reading(reading)
        parts.source_line(indicator, statuses=statuses, above=above, folded=places.explained)
    _table(indicator, year, drawn.rows, places)


def _table(indicator: Indicator, year: int, rows: pd.DataFrame, places: MapPlaces) -> None:
    parts.twin(
        f"Tableau de la carte : {indicator.label}, {year}",
        lambda: table_of(in_departement(rows), indicator),
        folded=places.table,
    )


@lru_cache(maxsize=400)
def _told(
    release_id: str, indicator: Indicator, level: str, year: int, departement: str
) -> tuple[str, tuple[str, ...]]:
    """Sentence that reads a map, and the statuses of its figures."""
    rows = store.values(indicator.id, level, year)
    shown = rows[rows["departement_id"] == departement] if departement else rows
    return readings.map_reading(shown, indicator, level, year), parts.statuses_of(shown)


def _focus() -> str:
    """Territory that the map of its own page is centred on."""
    territory_id = state.get("territoire")
    return territory_id if is_code(territory_id) or is_composed(territory_id) else ""


def show(view: MapView, indicator: Indicator, page: str, height: int = MAP_HEIGHT) -> None:
    """Draw the map itself, with the title that a screen reader says."""
    level = LEVEL_BY_ID[view.level]
    area = perimeter.current().name_of(view.departement)
    title = f"Carte : {indicator.label}, par {level.word}, {area}"
    map_view.show_map(view, title, page, height)


def layers(families: tuple[str, ...]) -> Overlay:
    """Overlays of a map: structures by family, the known CPTS perimeter, the zoning."""
    shown = tuple(family for family in families if family != "zonage")
    if "projet" in shown:
        shown = (*shown, "autre")
    members, zones = (), ""
    if "cpts" in families:
        known = store.territories().query("level == 'cpts'")["territory_id"]
        members = tuple(c for cpts in known for c in store.members(cpts)["commune_id"])
    if "zonage" in families:
        codes = store.values("zone", "commune", 2025)["value"].fillna(0).astype(int)
        zones = "".join(map(str, codes))
    return Overlay(shown, members, zones)


def table_of(rows: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """Twin table of a map: name, code, département, value, numerator, denominator, status."""
    return pd.DataFrame(
        {
            "Territoire": rows["name"],
            "Code": rows["territory_id"],
            "Département": rows["departement_id"],
            indicator.short_label: [parts.value_text(indicator, v) for v in rows["value"]],
            "Valeur": rows["value"].round(indicator.decimals),
            "Numérateur": rows["numerator"],
            "Dénominateur": rows["denominator"],
            "Population": rows["population"],
        }
    ).sort_values("Valeur", na_position="last")
