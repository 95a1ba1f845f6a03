"""Parts of the page « Accès aux soins »: series, people under thresholds, lowest EPCI, zoning."""

from functools import lru_cache
from html import escape

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from numpy.typing import NDArray

from caremap import charts, readings
from caremap.catalog import (
    ZONES,
    Indicator,
)
from caremap.formats import day, number, percent
from caremap.maps import value_array
from caremap.palettes import ZONE_COLORS
from caremap.ui import availability, parts, perimeter, published, rankings, state, store
from caremap.ui.choropleth import in_departement, indicator_map
from caremap.ui.places import around_map

SERIES = {"apl_gp_65": "Généralistes de 65 ans ou moins", "apl_gp": "Tous les généralistes"}
MEASURES = {"niveau": "Niveau d'une année", "evolution": "Évolution 2022 à 2024"}


def chosen_series() -> Indicator:
    """Series of one year, always named, or the change."""
    if state.get("mesure") == "evolution":
        return store.indicator("apl_gp_change")
    return store.indicator(_series())


def choose_series() -> None:
    """Choose the series and the level of one year, or the change."""
    measure = state.get("mesure")
    st.segmented_control(
        "Mesure",
        list(MEASURES),
        format_func=lambda option: MEASURES[option],
        required=True,
        **state.bound("mesure", measure),
    )
    if measure == "evolution":
        return
    known = SERIES | published.profession_apl()
    st.selectbox(
        "Série d'APL",
        list(known),
        format_func=lambda option: known[option],
        width=300,
        help="Le seuil de sous-densité (2,5) se lit sur les généralistes de 65 ans ou moins.",
        **state.bound("serie", _series()),
    )


def _series() -> str:
    """Series asked for; that of a profession whose file is not there gives the default one."""
    asked = state.get("serie")
    return asked if asked in SERIES or asked in published.profession_apl() else "apl_gp_65"


def draw_map(indicator: Indicator, level: str) -> None:
    """Map of the series at a level, with the chosen layers."""
    families = tuple(name for name in state.get("couches").split(",") if name)
    indicator_map(indicator, "acces", level, around_map(), families)


def _places() -> list[tuple[str, str, str]]:
    return [("perimetre", perimeter.whole_id(), perimeter.current().label)] + [
        ("departement", code, name) for code, name in perimeter.departements().items()
    ]


def population_under_thresholds() -> None:
    """People, not communes: how many live under 2.5 and under 4, and how it is distributed."""
    if availability.missing("apl_gp_65"):
        return
    under, pool = (
        store.indicator("pop_share_apl_under_2_5"),
        store.indicator("pop_share_apl_under_4"),
    )
    year = parts.year_of(under)
    rows = [_threshold_row(store.release_id(), code, name, year) for _, code, name in _places()]
    parts.table(pd.DataFrame(rows), "Population sous les seuils d'APL")
    whole = rows[0]
    parts.reading(
        f"{year} : {whole['Habitants ≤ 2,5']} habitants ({whole['Part ≤ 2,5']}) vivent dans une "
        f"commune sous-dense et {whole['Habitants ≤ 4']} ({whole['Part ≤ 4']}) dans une commune "
        "sous le plafond du vivier de zonage."
    )
    apl = store.indicator("apl_gp_65")
    values, people = _people_by_apl(store.release_id(), year, state.get("departement"))
    parts.chart(
        _distribution(store.release_id(), year, state.get("departement")),
        f"Répartition des habitants selon l'APL de leur commune, {year}",
    )
    parts.reading(readings.weighted_median(values, people, apl, year))
    parts.source_line(under, pool)
    parts.twin(
        "Tableau de la répartition",
        lambda: charts.distribution_table(values, people, apl),
        key="table-repartition",
    )


@lru_cache(maxsize=24)
def _people_by_apl(
    release_id: str, year: int, departement: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """APL and people of each commune of a release, of both départements when none is named."""
    communes = store.values("apl_gp_65", "commune", year)
    if departement:
        communes = communes[communes["departement_id"] == departement]
    return value_array(communes), communes["population"].to_numpy(dtype=float)


@lru_cache(maxsize=24)
def _distribution(release_id: str, year: int, departement: str) -> go.Figure:
    """Figure of `_people_by_apl`, shared between readers: never change it."""
    apl = store.indicator("apl_gp_65")
    values, people = _people_by_apl(release_id, year, departement)
    return charts.weighted_distribution(values, people, apl, apl.thresholds)


@lru_cache(maxsize=32)
def _threshold_row(release_id: str, code: str, name: str, year: int) -> dict[str, str]:
    row = {"Territoire": name}
    for label, indicator_id in (("2,5", "pop_share_apl_under_2_5"), ("4", "pop_share_apl_under_4")):
        found = store.profile(code)
        found = found[found["indicator_id"] == indicator_id].set_index("year")
        row[f"Habitants ≤ {label}"] = number(found.at[year, "numerator"])
        row[f"Part ≤ {label}"] = percent(found.at[year, "value"])
        row[f"Part ≤ {label} en 2022"] = percent(found["value"].get(2022))
    return row


def lowest_epci() -> None:
    """The EPCI where access is lowest, with the people they count."""
    indicator = store.indicator(_series())
    if availability.missing(indicator.id):
        return
    year = parts.year_of(indicator)
    rows = in_departement(store.values(indicator.id, "epci", year)).dropna(subset=["value"])
    lowest = rows.nsmallest(12, "value")
    whole = store.values(indicator.id, "perimetre", year)["value"].iloc[0]
    left, right = st.columns([3, 2], gap="large")
    with left:
        written = rankings.written(lowest, indicator, state.get("territoire"), reference=whole)
        st.html(rankings.kept(lowest, indicator, written))
        parts.reading(
            f"{SERIES.get(indicator.id, indicator.short_label)}, {year} : "
            f"{lowest.iloc[0]['name']} est l'EPCI où l'accès est le plus faible "
            f"({number(lowest.iloc[0]['value'], 2)}) ; le trait marque la moyenne "
            f"{perimeter.current().of_all} ({number(whole, 2)})."
        )
    with right:
        rankings.choosing_table(rows.sort_values("value"), indicator, "bas")
    parts.source_line(indicator, statuses=parts.statuses_of(rows))


def zoning() -> None:
    """Zones of May 2025: communes, people, and the regional shares of past decrees."""
    if availability.missing("zone"):
        return
    communes = store.values("zone", "commune", 2025)
    rows = []
    for code, zone, text in ZONES:
        found = communes[communes["value"] == code]
        row = {"Zone": f"{zone} : {text}"}
        for departement, name in perimeter.departements().items():
            own = found[found["departement_id"] == departement]
            row[f"Communes {name}"] = number(len(own))
            row[f"Habitants {name}"] = number(own["population"].sum())
        row["Part de la population"] = percent(
            100 * found["population"].sum() / communes["population"].sum()
        )
        rows.append(row)
    parts.table(pd.DataFrame(rows), "Communes par zone")
    _gauges()
    parts.source_line(store.indicator("zone"), store.indicator("pop_share_zip"))


def _gauges() -> None:
    """Share of the two départements' people in ZIP and ZAC, against the regional shares planned."""
    history = store.table("marts.zoning_history").sort_values("in_force")
    bars = []
    for position, (zone, column) in enumerate(
        (("ZIP", "zip_population_share"), ("ZAC", "zac_population_share"))
    ):
        indicator_id = f"pop_share_{zone.lower()}"
        share = store.values(indicator_id, "perimetre", 2025)["value"].iloc[0]
        past = [
            (_past_label(row), 100 * row[column])
            for _, row in history.dropna(subset=[column]).iterrows()
        ]
        bars.append(_gauge(zone, share, past, ZONE_COLORS[position]))
    st.html("".join(bars))
    if history.empty:
        return
    last = history.iloc[-1]
    parts.reading(
        f"Le zonage en vigueur depuis le {day(str(last['in_force']))} classe "
        f"{number(last['zip_tvs'])} ZIP et {number(last['zac_tvs'])} ZAC parmi les "
        f"{number(last['tvs_total'])} territoires de vie-santé de la région ; il couvre "
        f"{percent(100 * last['eligible_population_share'], 0)} de la population régionale. "
        "La liste communale montrée ici est celle de mai 2025."
    )


def _past_label(row: "pd.Series[str]") -> str:
    """When a past decree took effect, and what its regional share is: planned, or a ceiling."""
    label = f"région, {day(str(row['in_force']))}"
    return f"{label}, {row['note'].split(' ; ')[0]}" if isinstance(row["note"], str) else label


def _gauge(zone: str, share: float, past: list[tuple[str, float]], color: str) -> str:
    marks = "".join(f'<span class="mark" style="left:{value:.1f}%"></span>' for _, value in past)
    words = " ; ".join(f"{label} : {percent(value)}" for label, value in past)
    text = f"Population en {zone}, {perimeter.current().counted}, mai 2025 : {percent(share)}"
    told = f"<small>Traits : zonages passés ({escape(words)}).</small>"
    return (
        f'<div class="gauge"><b>{escape(text)}</b><div class="bar" role="img" '
        f'aria-label="{escape(text)}"><span class="fill" style="width:{share:.1f}%;'
        f'background:{color}"></span>{marks}</div>'
        f"{told if past else ''}</div>"
    )
