"""Parts of the page « Comparaison »: what is compared, spine chart, table, trends, small maps."""

from functools import lru_cache, partial

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from caremap import charts, readings_trends
from caremap.catalog import Indicator
from caremap.charts_comparison import COLORS, Mark, Spine, spine
from caremap.formats import NOT_APPLICABLE
from caremap.ui import (
    comparison_maps,
    comparison_statuses,
    parameters,
    parts,
    perimeter,
    published,
    search,
    sheet,
    state,
    store,
)
from caremap.ui.naming import names

_THEMES = ("Accès", "Offre", "Zonage", "Formation", "Contexte")


def chosen() -> tuple[str, ...]:
    """Return the territories compared: those of the address, else the usual comparison."""
    asked = state.get("comparer")
    if asked:
        return tuple(dict.fromkeys(asked.split(",")))
    territory = state.get("territoire")
    if territory == perimeter.whole_id():
        return _usual()
    return tuple(dict.fromkeys((territory, *_around(territory))))


def _usual() -> tuple[str, ...]:
    """The départements; the whole and its two largest EPCI where there is only one."""
    codes = perimeter.current().codes[: parameters.MAX_COMPARED]
    if len(codes) > 1:
        return codes
    epci = store.territories().query("level == 'epci'").nlargest(2, "population")
    return (perimeter.whole_id(), *epci.index)


def _around(territory: str) -> tuple[str, ...]:
    """Département of a territory, then the perimeter."""
    departement = store.row_of(territory)["departement_id"]
    own = (departement,) if isinstance(departement, str) else ()
    return (*own, perimeter.whole_id())


def choose() -> tuple[str, ...]:
    """Choose two to six territories, or one of the ready-made comparisons."""
    labels = search.labels()
    ids = chosen()
    composed = {one: store.name_of(one) for one in ids if one not in labels}
    names = labels | composed
    key = "choix-comparer"
    if st.session_state.get(key) != list(ids):
        st.session_state[key] = list(ids)
    st.multiselect(
        "Territoires à comparer (de 2 à 6)",
        list(names),
        format_func=lambda one: names[one],
        max_selections=parameters.MAX_COMPARED,
        placeholder="Nom ou code postal",
        key=key,
        on_change=lambda: _put(st.session_state[key]),
    )
    with st.container(horizontal=True):
        st.button(perimeter.current().label, on_click=_put, args=(_usual(),))
        territory = state.get("territoire")
        place = sheet.place_of(territory)
        if place.has_peers:
            st.button(
                f"{place.name} et ses semblables",
                on_click=_put,
                args=((territory, *place.peer_ids[: parameters.MAX_COMPARED - 1]),),
            )
    return ids


def _put(ids: tuple[str, ...] | list[str]) -> None:
    state.put("comparer", ",".join(ids))


def _compared(ids: tuple[str, ...]) -> list[Indicator]:
    levels = {store.level_of(one) for one in ids}
    found = {i.id: i for level in levels for i in published.at(level) if i.theme in _THEMES}
    return sorted(found.values(), key=lambda one: _THEMES.index(one.theme))


def _written(indicator: Indicator, territory: str, year: int) -> str:
    if not indicator.is_defined_at(store.level_of(territory)):
        return NOT_APPLICABLE
    return parts.value_text(indicator, store.value_at(indicator.id, territory, year))


def spine_chart(ids: tuple[str, ...]) -> None:
    """Every rate and share on the scale of the EPCI, the favourable end on the right."""
    figure = _spine_figure(store.release_id(), ids, state.year())
    if figure is None:
        parts.nothing_to_show("Rien de comparable.", "Choisissez d'autres territoires.")
        return
    parts.chart(figure, "Place de chaque territoire parmi les EPCI")
    parts.reading(
        "Chaque ligne va de l'EPCI le moins favorable au plus favorable ; la bande grise contient "
        f"la moitié centrale des {_epci_count()} EPCI, le trait leur médiane. Un repère hors de "
        "cette étendue est mis à son bout ; les valeurs sont dans l'onglet « Tableau »."
    )


@lru_cache(maxsize=64)
def _spine_figure(release_id: str, ids: tuple[str, ...], asked: int | None) -> go.Figure | None:
    lines = _spines(ids)
    return spine(lines, names(ids)) if lines else None


def _epci_count() -> int:
    return int((store.territories()["level"] == "epci").sum())


def _spines(ids: tuple[str, ...]) -> tuple[Spine, ...]:
    found = []
    for indicator in _compared(ids):
        if indicator.kind in {"count", "category"} or indicator.better == "neutral":
            continue
        year = parts.year_of(indicator)
        known = np.array(list(store.value_by_id(indicator.id, "epci", year).values()))
        if known.size < 4 or known.min() == known.max():
            continue
        found.append(_spine(indicator, ids, year, known))
    return tuple(found)


def _spine(indicator: Indicator, ids: tuple[str, ...], year: int, known: "np.ndarray") -> Spine:
    low, high = float(known.min()), float(known.max())

    def place(value: float) -> float:
        share = (value - low) / (high - low)
        return float(np.clip(share if indicator.better == "higher" else 1 - share, 0, 1))

    low_quarter, middle, high_quarter = sorted(
        place(float(one)) for one in np.quantile(known, (0.25, 0.5, 0.75))
    )
    marks = tuple(
        Mark(name, place(value), parts.value_text(indicator, value))
        for one, name in zip(ids, names(ids), strict=True)
        if (value := store.value_at(indicator.id, one, year)) is not None
    )
    label = f"{indicator.short_label}, {year}"
    return Spine(label, low_quarter, middle, high_quarter, marks)


def table(ids: tuple[str, ...]) -> None:
    """Every indicator of every territory, with its year and status."""
    rows = _table(store.release_id(), ids, state.year())
    parts.table(rows, "Indicateurs comparés", height=38 + 35 * len(rows))
    found = comparison_statuses.by_indicator(ids)
    statuses = {one for i in _compared(ids) for one in found.get((i.id, parts.year_of(i)), ())}
    parts.source_line(*_compared(ids), statuses=tuple(statuses))


@lru_cache(maxsize=64)
def _table(release_id: str, ids: tuple[str, ...], asked: int | None) -> pd.DataFrame:
    rows, statuses = [], comparison_statuses.by_indicator(ids)
    for indicator in _compared(ids):
        year = parts.year_of(indicator)
        values = {
            name: _written(indicator, one, year) for one, name in zip(ids, names(ids), strict=True)
        }
        status = comparison_statuses.words(statuses.get((indicator.id, year), ()))
        rows.append(
            {"Indicateur": indicator.short_label, "Année": str(year), "Statut": status} | values
        )
    return pd.DataFrame(rows)


def trends(ids: tuple[str, ...]) -> None:
    """One indicator over the years it is published, one line a territory."""
    options = [one for one in map(store.dated, _compared(ids)) if len(one.years) > 1]
    by_id = {one.id: one for one in options}
    asked = state.get("indicateur", "apl_gp_65")
    picked = asked if asked in by_id else next(iter(by_id))
    st.selectbox(
        "Indicateur suivi",
        list(by_id),
        format_func=lambda one: by_id[one].label,
        width=420,
        **state.bound("indicateur", picked),
    )
    indicator = by_id[picked]
    lines = _lines(ids, indicator)
    if not lines:
        parts.nothing_to_show("Aucune valeur publiée.", "Choisissez un autre indicateur.")
        return
    title = f"{indicator.label}, {min(indicator.years)} à {max(indicator.years)}"
    parts.chart(charts.trend(tuple(lines), COLORS), title)
    parts.reading(readings_trends.trend(lines, indicator, indicator.short_label))
    written = {line.label: dict(zip(line.years, line.values, strict=True)) for line in lines}
    wide = pd.DataFrame(written).rename_axis("Année").reset_index()
    parts.twin("Tableau de l'évolution", wide, key="table-evolution")
    found = comparison_statuses.by_indicator(ids)
    statuses = {one for year in indicator.years for one in found.get((picked, year), ())}
    parts.source_line(indicator, statuses=tuple(statuses))


def _lines(ids: tuple[str, ...], indicator: Indicator) -> list[charts.Line]:
    """One line a territory that has a value in some year."""
    lines = []
    for one, name in zip(ids, names(ids), strict=True):
        values = [(year, store.value_at(indicator.id, one, year)) for year in indicator.years]
        known = [(year, value) for year, value in values if value is not None]
        if known:
            years, figures = zip(*known, strict=True)
            lines.append(charts.Line(name, years, figures))
    return lines


def maps(ids: tuple[str, ...]) -> None:
    """One small map a territory, all on one scale."""
    indicator = store.indicator("apl_gp_65")
    year = parts.year_of(indicator)
    comparison_maps.draw(ids, names(ids), indicator, year)
    statuses = parts.statuses_of(store.values(indicator.id, "commune", year))
    parts.source_line(indicator, statuses=statuses)


SECTIONS = {
    "Tableau": table,
    "Évolution": trends,
    "Petites cartes": maps,
}


def section(title: str, ids: tuple[str, ...]) -> partial[None]:
    """One section of the page, ready to draw."""
    return partial(SECTIONS[title], ids)
