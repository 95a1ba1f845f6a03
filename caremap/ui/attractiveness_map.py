"""Map of the composite, with its legend, reading, sources and twin table."""

from dataclasses import replace
from functools import lru_cache
from zlib import crc32

import numpy as np
import pandas as pd
import streamlit as st

from caremap.attractiveness import Ranking
from caremap.catalog import LEVEL_BY_ID, STATUS_BY_ID, Level
from caremap.catalog.attractiveness import FAMILIES, Criterion
from caremap.catalog.indicators.attractiveness import (
    ATTRACTIVENESS,
    ATTRACTIVENESS_HIGH,
    ATTRACTIVENESS_LOW,
    ATTRACTIVENESS_RANK,
)
from caremap.classes import classify
from caremap.formats import number
from caremap.maps import MapView, Series, class_codes
from caremap.palettes import palette
from caremap.ui import attractiveness_store as figures
from caremap.ui import map_view, parts, perimeter, state, store
from caremap.ui.attractiveness_store import Settings
from caremap.ui.choropleth import in_departement, is_inside, within

MAP_HEIGHT = 540
_CLASSES = 5


def ranked(settings: Settings) -> pd.DataFrame:
    """One row per territory in the order of ids: score, rank, low, high, solid and its name.

    Shared between readers: never change it.
    """
    return _ranked(store.release_id(), settings)


@lru_cache(maxsize=64)
def _ranked(release_id: str, settings: Settings) -> pd.DataFrame:
    found = figures.ranking(settings)
    rows = figures.table(settings.level).territories
    return rows.assign(
        score=found.composite, rank=found.rank, low=found.low, high=found.high, solid=found.solid
    )


def draw(settings: Settings) -> None:
    """Draw the map of the composite for chosen settings."""
    rows = ranked(settings)
    shown = np.where(is_inside(rows), rows["score"], np.nan)
    classes = within(classify(shown, "quantiles", _CLASSES), rows)
    colors = palette(ATTRACTIVENESS, classes.class_count)
    found = figures.ranking(settings)
    view = MapView(
        level=settings.level,
        codes=class_codes(classes.index),
        palette=tuple(colors),
        series=_series(settings, found),
        departement=state.get("departement"),
        selected=state.get("territoire"),
    )
    area = perimeter.current().name_of(view.departement)
    level = LEVEL_BY_ID[settings.level]
    title = f"Carte : {ATTRACTIVENESS.label}, par {level.word}, {area}"
    map_view.show_map(view, title, "attractivite", MAP_HEIGHT)
    legend = map_view.class_legend(
        ATTRACTIVENESS, classes, colors, settings.level, vintages(settings)
    )
    st.html(legend)
    parts.reading(reading(in_departement(rows), found, level))
    source_line(settings)
    parts.twin(
        f"Tableau de la carte : score, rang et critères par {level.word}",
        lambda: table_of(settings),
        key="tableau-attractivite",
    )


def _series(settings: Settings, found: Ranking) -> tuple[Series, ...]:
    """What a tooltip says; the id carries the settings, so that a new choice paints a new map."""
    mark = f"{crc32(repr(settings).encode()):08x}"
    return (
        Series(replace(ATTRACTIVENESS, id=f"{ATTRACTIVENESS.id}_{mark}"), found.composite),
        Series(ATTRACTIVENESS_RANK, found.rank),
        Series(ATTRACTIVENESS_LOW, found.low),
        Series(ATTRACTIVENESS_HIGH, found.high),
    )


def reading(rows: pd.DataFrame, found: Ranking, level: Level) -> str:
    """One sentence: the highest and lowest scores shown, and how many ranks hold."""
    known = rows[rows["rank"].notna()].sort_values("rank")
    if known.empty:
        return "Aucun territoire affiché n'a de score avec ces poids."
    first, last = known.iloc[0], known.iloc[-1]
    return (
        f"Avec ces poids, {first['name']} a le score le plus élevé ({_place(first)}) et "
        f"{last['name']} le plus faible ({_place(last)}), sur {number(found.ranked)} "
        f"{level.plural} classé{'e' if level.feminine else ''}s ensemble ; "
        f"{number(int(known['solid'].sum()))} rangs affichés sur "
        f"{number(len(known))} sont solides."
    )


def _place(row: pd.Series) -> str:
    return (
        f"{number(row['score'], 1)} sur 100, rang {number(row['rank'])}, intervalle "
        f"{number(row['low'])} à {number(row['high'])}"
    )


def used(settings: Settings) -> list[tuple[Criterion, int]]:
    """Criteria of the weighted families, each with its year (0 for a distance)."""
    found = figures.table(settings.level)
    weight = dict(zip((family.id for family in FAMILIES), settings.weights, strict=True))
    pairs = zip(found.criteria, found.years, strict=True)
    return [(criterion, year) for criterion, year in pairs if weight[criterion.family_id]]


def vintages(settings: Settings) -> str:
    """First and last years of the figures used."""
    years = sorted(year for _, year in used(settings) if year)
    if not years:
        return "2026"
    return f"{years[0]} à {years[-1]}" if years[0] != years[-1] else str(years[0])


def source_line(settings: Settings) -> None:
    """Every source of the weighted families, with its vintage, and the status of the score."""
    loaded = {c.source_ids[0]: year for c, year in used(settings) if c.loaded_by}
    ids = dict.fromkeys(
        source for criterion, _ in used(settings) for source in criterion.source_ids
    )
    citations = [
        f"{source.producer}, {source.label}, {loaded[source.id]}"
        if source.id in loaded
        else source.citation
        for source in map(store.source, ("attractiveness_families", *ids))
    ]
    status = STATUS_BY_ID[ATTRACTIVENESS.status].label
    text = f"Source : {' ; '.join(citations)}. Statut du score et du rang : {status}."
    parts.source_text(text, "attractiveness_families", *ids)


def same_sources() -> None:
    """Source line of a figure made of the figures of the map."""
    status = STATUS_BY_ID[ATTRACTIVENESS.status].label
    parts.source_text(f"Source : mêmes sources et millésimes que la carte. Statut : {status}.")


def table_of(settings: Settings) -> pd.DataFrame:
    """Score, rank, interval and criteria of the territories shown, the best rank first."""
    rows = ranked(settings)
    found = figures.table(settings.level)
    shown = pd.DataFrame(
        {
            "Rang": rows["rank"],
            "Territoire": rows["name"],
            "Code": rows["territory_id"],
            "Département": rows["departement_id"],
            "Score": rows["score"].round(1),
            "Intervalle, de": rows["low"],
            "Intervalle, à": rows["high"],
            "Rang solide": solidity(rows["solid"]),
        },
        index=rows.index,
    )
    for position, criterion in enumerate(found.criteria):
        title = f"{perimeter.label_of(criterion)} ({criterion.unit})"
        shown[title] = found.values[:, position].round(criterion.decimals)
    return shown.loc[in_departement(rows).index].sort_values("Rang", kind="stable")


def solidity(solid: pd.Series) -> list[str]:
    """Word of each rank: solid or fragile."""
    return ["solide" if one else "fragile" for one in solid]
