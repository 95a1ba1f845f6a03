"""Parts of the page « Fiche territoire »: identity, comparison, strengths, trend."""

from dataclasses import dataclass
from functools import lru_cache
from statistics import median

import numpy as np
import pandas as pd
import streamlit as st

from caremap import charts, peers, readings_trends
from caremap.catalog import (
    COMPOSED_LEVEL,
    LEVEL_BY_ID,
    STATUS_BY_ID,
    Indicator,
)
from caremap.formats import NOT_APPLICABLE, NOT_PUBLISHED, enumerate_words, number, percent
from caremap.ui import parts, perimeter, published, state, store

_COMPARED_THEMES = ("Accès", "Offre", "Zonage", "Formation", "Contexte")


_QUARTERS = {
    "best": "Aucun indicateur dans le meilleur quart de son niveau.",
    "weak": "Aucun indicateur dans le quart le plus faible de son niveau.",
}
_UNRANKED = ["Pas de classement à ce niveau : moins de huit territoires à comparer."]
_WITHOUT_PEERS = ("departement", COMPOSED_LEVEL.id)


@dataclass(frozen=True)
class Place:
    """The chosen territory and what it is compared with."""

    id: str
    name: str
    level: str
    departement_id: str
    population: float
    peer_ids: tuple[str, ...]

    @property
    def has_peers(self) -> bool:
        """True where enough territories of the level exist to compare with."""
        return len(self.peer_ids) >= 3


def place_of(territory_id: str) -> Place:
    """Read a territory and find its statistical peers."""
    return _place_of(store.release_id(), territory_id)


@lru_cache(maxsize=256)
def _place_of(release_id: str, territory_id: str) -> Place:
    row = store.row_of(territory_id)
    level = str(row["level"])
    departement = row["departement_id"]
    return Place(
        territory_id,
        str(row["name"]),
        level,
        departement if isinstance(departement, str) else "",
        float(row["population"]),
        tuple(peers.nearest(_features(level), territory_id)) if level not in _WITHOUT_PEERS else (),
    )


def _features(level: str) -> pd.DataFrame:
    rows = store.territories()
    rows = rows[rows["level"] == level]
    elders = store.values("share_65_plus", level, 2021).set_index("territory_id")["value"]
    return pd.DataFrame(
        {
            "population": rows["population"],
            "density": rows["population"] / rows["area_km2"],
            "share_65_plus": elders,
        }
    )


def identity(place: Place) -> None:
    """Level, people, département, EPCI, peers: one line each."""
    row = store.row_of(place.id)
    facts = [
        perimeter.level_label(place.level),
        f"{number(place.population)} habitants",
        f"{number(float(row['population'] / row['area_km2']))} hab./km²",
    ]
    if place.departement_id and place.level != "departement":
        facts.append(perimeter.departements()[place.departement_id])
    if place.level == "commune":
        facts.append(store.name_of(store.epci_of(place.id)))
    elif place.level != "perimetre":
        facts.append(f"{len(store.members(place.id))} communes")
    parts.say(f"**{' · '.join(facts)}**")
    if place.has_peers:
        names = [store.name_of(peer) for peer in place.peer_ids]
        st.caption(f"Semblables par {peers.FEATURE_LABELS} : {enumerate_words(names)}.")


def _value(indicator: Indicator, level: str, territory_id: str, year: int) -> float | None:
    if level == COMPOSED_LEVEL.id:
        return store.value_at(indicator.id, territory_id, year)
    return store.value_by_id(indicator.id, level, year).get(territory_id)


def _peer_median(indicator: Indicator, place: Place, year: int) -> float | None:
    values = store.value_by_id(indicator.id, place.level, year)
    known = [values[peer] for peer in place.peer_ids if peer in values]
    return median(known) if len(known) >= 3 else None


def compared(place: Place) -> tuple[Indicator, ...]:
    """Indicators of the sheet, theme by theme."""
    found = [i for i in published.at(place.level) if i.theme in _COMPARED_THEMES]
    return tuple(sorted(found, key=lambda indicator: _COMPARED_THEMES.index(indicator.theme)))


def comparison(place: Place) -> None:
    """Each indicator of the territory against its peers, its département and the perimeter."""
    table = _comparison(store.release_id(), place, state.year())
    parts.table(table, height=38 + 35 * len(table), alt=f"Indicateurs comparés : {place.name}")
    if place.has_peers:
        whole = perimeter.current()
        st.caption(
            f"« Semblables » : médiane des {len(place.peer_ids)} territoires les plus proches par "
            f"{peers.FEATURE_LABELS}. « {whole.short_label} » : {whole.the_whole}."
        )


@lru_cache(maxsize=128)
def _comparison(release_id: str, place: Place, asked_year: int | None) -> pd.DataFrame:
    rows = []
    profile = store.profile(place.id)
    found = zip(profile["indicator_id"], profile["year"], profile["status"], strict=True)
    statuses = {(indicator_id, int(year)): status for indicator_id, year, status in found}
    for indicator in compared(place):
        year = parts.year_of(indicator)
        own = _value(indicator, place.level, place.id, year)
        row = {
            "Indicateur": indicator.short_label,
            "Année": str(year),
            "Statut": _status_label(statuses.get((indicator.id, year))),
            place.name: parts.value_text(indicator, own),
        }
        if place.has_peers:
            comparable = indicator.kind not in {"count", "category"}
            median = _peer_median(indicator, place, year) if comparable else None
            row["Semblables"] = (
                parts.value_text(indicator, median) if comparable else NOT_APPLICABLE
            )
        for level, code, label in _references(place):
            defined = level in indicator.levels
            value = _value(indicator, level, code, year) if defined else None
            row[label] = parts.value_text(indicator, value) if defined else NOT_APPLICABLE
        rows.append(row)
    return pd.DataFrame(rows)


def _status_label(status: str | None) -> str:
    return STATUS_BY_ID[status].label if status else NOT_PUBLISHED


def _references(place: Place) -> list[tuple[str, str, str]]:
    found = []
    if place.departement_id and place.level != "departement":
        code = place.departement_id
        found.append(("departement", code, perimeter.departements()[code]))
    if place.level != "perimetre":
        found.append(("perimetre", perimeter.whole_id(), perimeter.current().short_label))
    return found


def strengths_and_cautions(place: Place) -> tuple[list[str], list[str]]:
    """Where the territory stands among those of its level: best quarter, weakest quarter.

    Each holds one sentence at least: nothing there, or nothing to compare with.
    """
    return _strengths_and_cautions(store.release_id(), place, state.year())


@lru_cache(maxsize=128)
def _strengths_and_cautions(
    release_id: str, place: Place, asked_year: int | None
) -> tuple[list[str], list[str]]:
    standings = []
    for indicator in compared(place):
        ranked = indicator.better != "neutral" and indicator.theme != "Formation"
        if not ranked or indicator.kind in {"count", "category"}:
            continue
        if indicator.status == "estimated":  # a model is not a verdict on a place
            continue
        standings.append(_standing(indicator, place))
    known = [standing for standing in standings if standing]
    good, weak = ([text for side, text in known if side == one] for one in _QUARTERS)
    if not known:
        return _UNRANKED, _UNRANKED
    return good or [_QUARTERS["best"]], weak or [_QUARTERS["weak"]]


def _standing(indicator: Indicator, place: Place) -> tuple[str, str] | None:
    """A quarter and its sentence (neither between them); None where there are too few values."""
    year = parts.year_of(indicator)
    own = _value(indicator, place.level, place.id, year)
    known = np.fromiter(store.value_by_id(indicator.id, place.level, year).values(), dtype=float)
    if known.size < 8:
        return None
    if own is None:
        return "", ""
    worse = known < own if indicator.better == "higher" else known > own
    better = known > own if indicator.better == "higher" else known < own
    label = f"{indicator.label} ({year}) : {parts.value_text(indicator, own)}"
    plural = LEVEL_BY_ID[place.level].plural
    if worse.mean() >= 0.75:
        share = percent(np.floor(100 * worse.mean()), 0)
        return "best", f"{label}, mieux que {share} des {plural}."
    if better.mean() >= 0.75:
        share = percent(np.floor(100 * better.mean()), 0)
        return "weak", f"{label}, moins bien que {share} des {plural}."
    return "", ""


def trend(place: Place) -> None:
    """Both APL series of the territory, and its département, every year published."""
    lines = []
    for indicator_id, words in (("apl_gp", "tous"), ("apl_gp_65", "65 ans ou moins")):
        indicator = store.indicator(indicator_id)
        for level, code, name in [(place.level, place.id, place.name), *_references(place)[:1]]:
            values = [_value(indicator, level, code, year) for year in indicator.years]
            known = [(y, v) for y, v in zip(indicator.years, values, strict=True) if v is not None]
            if known:
                years, shown = zip(*known, strict=True)
                lines.append(charts.Line(f"{name}, {words}", years, shown, code == place.id))
    if not lines:
        parts.nothing_to_show("Aucune APL publiée pour ce territoire.", "Choisissez-en un autre.")
        return
    span = f"{min(lines[0].years)} à {max(lines[0].years)}"
    parts.chart(charts.trend(tuple(lines)), f"APL : {place.name}, {span}, deux séries")
    parts.reading(readings_trends.trend(lines, store.indicator("apl_gp"), "APL aux généralistes"))
    table = pd.DataFrame(
        {line.label: dict(zip(line.years, line.values, strict=True)) for line in lines}
    )
    shown = table.rename_axis("Année").reset_index()
    parts.twin("Tableau des APL", shown, key="table-apl")
    parts.source_text(
        f"Source : DREES, APL {span} ; moyenne pondérée par la population au-delà de la commune."
    )
