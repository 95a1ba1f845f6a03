"""Maps of the page « Stages »: number, rate, against need, named gaps, flows from the faculty."""

from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from caremap import internships as science
from caremap import readings, readings_internships
from caremap.catalog import LEVEL_BY_ID, MAPPED_LEVELS, Indicator
from caremap.catalog.placements import NEEDS, PLACEMENT_MAPS
from caremap.classes import tercile_index
from caremap.maps import MapView, Overlay, Series, class_codes, value_array
from caremap.palettes import BIVARIATE, palette
from caremap.ui import internships_secrecy as secrecy
from caremap.ui import map_view, parts, perimeter, record, state, store, territory_card
from caremap.ui.choropleth import (
    classes_of,
    filtered_values,
    in_departement,
    is_inside,
    outside_apart,
    show,
    table_of,
    within,
)
from caremap.ui.internships import by_level, origin, statuses
from caremap.ui.internships_choice import Choice
from caremap.ui.internships_gaps import gaps
from caremap.ui.internships_measure import measure
from caremap.ui.places import map_columns

_BLANK = ("#f4f5f2",)


def draw(choice: Choice) -> None:
    """Choose a map and draw it with its legend, reading, source and twin table."""
    kind = state.get("carte")
    level = "commune"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            "Carte",
            list(PLACEMENT_MAPS),
            format_func=lambda name: PLACEMENT_MAPS[name].format(faculty=perimeter.faculty().name),
            required=True,
            **state.bound("carte", kind),
        )
        if kind in {"taux", "besoin", "ecarts"}:
            level = _level()
        if kind == "besoin":
            _need_choice(level)
    drawings = {
        "nombre": symbols,
        "taux": rates,
        "besoin": crossed,
        "ecarts": gaps,
        "flux": flows,
    }
    drawings[kind](choice, level)


def _level() -> str:
    chosen = state.get("maille")
    st.segmented_control(
        "Niveau",
        [mapped.id for mapped in MAPPED_LEVELS],
        format_func=lambda level_id: LEVEL_BY_ID[level_id].label,
        required=True,
        **state.bound("maille", chosen),
    )
    return chosen


def _need_choice(level: str) -> None:
    if level == "commune":
        return
    st.selectbox(
        "Besoin mesuré par",
        list(NEEDS),
        format_func=lambda name: NEEDS[name],
        width=300,
        **state.bound("besoin", state.get("besoin")),
    )


def _view(level: str, codes: str, colors: tuple[str, ...], *series: Series) -> MapView:
    return MapView(
        level=level,
        codes=codes,
        palette=colors,
        series=series,
        departement=state.get("departement"),
        selected=state.get("territoire"),
    )


def _valued(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Rows as the readings and twin tables of every map expect them."""
    numerator = rows["trainees"]
    denominator = rows["population"] if column == "rate" else np.nan
    return rows.assign(value=rows[column], numerator=numerator, denominator=denominator)


def symbols(choice: Choice, level: str) -> None:
    """Proportional symbols: how many trainees each commune hosts."""
    indicator = measure(choice, "count")
    rows = _valued(by_level(choice, level), "trainees")
    values = value_array(rows)
    view = replace(
        _view(level, secrecy.blank_codes(rows), _BLANK, Series(indicator, values)),
        mode="symboles",
    )
    drawing, side = map_columns()
    with drawing:
        show(view, indicator, "stages")
    with side:
        legend = map_view.symbol_legend(indicator, float(np.nanmax(values)), choice.year)
        territory_card.show(legend)
    shown = in_departement(rows)
    _foot(choice, indicator, shown, readings.count_reading(shown, indicator, level, choice.year))


def rates(choice: Choice, level: str) -> None:
    """Classes: trainees for 10,000 inhabitants."""
    indicator = measure(choice, "rate")
    rows = _valued(by_level(choice, level), "rate")
    classes = classes_of(indicator, filtered_values(rows))
    classes = within(secrecy.marked(classes, rows), rows)
    colors = palette(indicator, classes.class_count)
    view = _view(
        level, class_codes(classes.index), tuple(colors), Series(indicator, value_array(rows))
    )
    drawing, side = map_columns()
    with drawing:
        show(view, indicator, "stages")
    with side:
        territory_card.show(map_view.class_legend(indicator, classes, colors, level, choice.year))
    shown = in_departement(rows)
    _foot(choice, indicator, shown, readings.map_reading(shown, indicator, level, choice.year))


def need_of(level: str) -> tuple[Indicator, pd.DataFrame]:
    """The indicator of need at a level, and its rows with `need` growing with need."""
    indicator = store.indicator("apl_gp_65" if level == "commune" else state.get("besoin"))
    rows = store.values(indicator.id, level, parts.year_of(indicator))
    sign = -1 if indicator.id == "apl_gp_65" else 1
    return indicator, rows.assign(need=sign * value_array(rows))


def crossed(choice: Choice, level: str) -> None:
    """Crossed map by thirds: need in rows, trainees for 10,000 inhabitants in columns."""
    indicator, (need, need_rows) = measure(choice, "rate"), need_of(level)
    rows = by_level(choice, level)
    inside = is_inside(rows)
    one, _ = tercile_index(np.where(inside, need_rows["need"].to_numpy(dtype=float), np.nan))
    two, _ = tercile_index(np.where(inside, rows["rate"].to_numpy(dtype=float), np.nan))
    index = np.where((one < 0) | (two < 0), -1, 3 * one + two).astype(np.int8)
    view = replace(
        _view(
            level,
            class_codes(outside_apart(index, rows)),
            tuple(color for line in BIVARIATE for color in line),
            Series(need, value_array(need_rows)),
            Series(indicator, rows["rate"].to_numpy(dtype=float)),
        ),
        mode="croisee",
    )
    drawing, side = map_columns()
    with drawing:
        show(view, indicator, "stages")
    with side:
        counts = [int(count) for count in np.bincount(index[index >= 0], minlength=9)]
        named = replace(need, short_label=f"besoin ({need.short_label})")
        territory_card.show(map_view.bivariate_legend(named, indicator, counts))
    high_need, few = one == 2, two == 0
    parts.reading(readings_internships.need_without(rows, high_need & few, level, choice.label))
    parts.source_line(need, indicator, statuses=statuses(choice))
    parts.twin("Tableau de la carte croisée", _crossed_table(rows, need, need_rows, indicator))


def _crossed_table(
    rows: pd.DataFrame, need: Indicator, need_rows: pd.DataFrame, indicator: Indicator
) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "Territoire": rows["name"],
            "Code": rows["territory_id"],
            "Population": rows["population"],
            need.short_label: need_rows["value"].round(need.decimals),
            "Effectif": rows["trainees"],
            indicator.short_label: rows["rate"].round(indicator.decimals),
        }
    )
    return table[is_inside(rows)]


_FLOW_RULE = (
    "Un arc par commune d'accueil, depuis la mairie {of} (la faculté) ; sa largeur croît avec "
    "la racine carrée de l'effectif. Les effectifs {of} même n'ont pas d'arc. Un arc ne dit "
    "pas où étudient ces personnes : une autre faculté peut les envoyer."
)


def flows(choice: Choice, level: str) -> None:
    """Arcs from the faculty to each commune that hosts trainees, as wide as their number."""
    indicator, here = measure(choice, "count"), perimeter.faculty().of
    rows = _valued(by_level(choice, level), "trainees")
    rows["km"] = science.distance_km(rows["lon"].to_numpy(), rows["lat"].to_numpy(), origin())
    hosts = in_departement(rows[rows["trainees"] > 0])
    values = value_array(rows)
    view = replace(
        _view(level, secrecy.blank_codes(rows), _BLANK, Series(indicator, values)),
        mode="flux",
        overlay=Overlay(flows=((*origin(), 0.0), *_arcs(hosts))),
    )
    drawing, side = map_columns()
    with drawing:
        show(view, indicator, "stages")
    rule = _FLOW_RULE.format(of=here)
    record.words("paragraph", rule)
    with side:
        st.markdown(f"**{indicator.short_label}, {choice.year}**\n\n{rule}")
        territory_card.show()
    sentence = readings_internships.distances(hosts, indicator.short_label, here)
    _foot(choice, indicator, hosts, sentence)


def _arcs(hosts: pd.DataFrame) -> tuple[tuple[float, float, float], ...]:
    away = hosts[hosts["km"] > 0]
    return tuple(
        (round(lon, 4), round(lat, 4), float(count))
        for lon, lat, count in zip(away["lon"], away["lat"], away["trainees"], strict=True)
    )


def _foot(choice: Choice, indicator: Indicator, shown: pd.DataFrame, sentence: str) -> None:
    parts.reading(sentence)
    parts.source_line(indicator, statuses=statuses(choice))
    secrecy.say_how_many(shown)
    title = f"Tableau de la carte : {indicator.label}, {choice.year}"
    parts.twin(title, lambda: _table(shown, indicator))


def _table(shown: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    rows = table_of(shown, indicator).drop(columns=["Dénominateur"])
    distance = {perimeter.distance_title(): shown["km"].round(0)} if "km" in shown else {}
    return rows.assign(**distance)
