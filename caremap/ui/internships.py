"""Page « Stages »: the rows that a choice selects, headline figures and limits."""

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pandas as pd
import streamlit as st

from caremap import internships as science
from caremap.catalog import (
    CAVEATS,
    STATUS_BY_ID,
    nearest_year,
)
from caremap.catalog.placements import (
    DEMO_FILE,
    DISCIPLINES,
    METROPOLIS_EPCI,
    SAE,
    TRAINEE_LEVELS,
)
from caremap.formats import number, percent, with_unit
from caremap.internships import Floats
from caremap.palettes import NORD, SYMBOL, ZONE_COLORS
from caremap.ui import internships_secrecy as secrecy
from caremap.ui import limits, parts, perimeter, store
from caremap.ui.internships_choice import Choice
from caremap.ui.internships_measure import caveat_ids, measure


def rows_of(choice: Choice, year: int | None = None) -> pd.DataFrame:
    """Rows of the choice (of another year when given), shared and never modified."""
    return _rows(store.current().release_id, replace(choice, year=year or choice.year))


@lru_cache(maxsize=64)
def _rows(release_id: str, choice: Choice) -> pd.DataFrame:
    rows = store.table("marts.placements")
    kept = (rows["source_id"] == choice.dataset) & (rows["year"] == choice.year)
    if choice.formation:
        kept &= rows["trainee_level"] == TRAINEE_LEVELS[choice.formation]
    if choice.discipline:
        kept &= rows["discipline"] == DISCIPLINES[choice.discipline]
    if choice.semester:
        kept &= rows["semester"] == int(choice.semester)
    found = rows[kept].reset_index(drop=True)
    if choice.counted == "places":
        return found.assign(trainees=found["places"])
    return found


def by_level(choice: Choice, level: str) -> pd.DataFrame:
    """One row per territory, in the order of ids: name, population, trainees, rate for 10,000."""
    return _by_level(store.current().release_id, choice, level)


@lru_cache(maxsize=96)
def _by_level(release_id: str, choice: Choice, level: str) -> pd.DataFrame:
    places = store.territories()
    places = places[places["level"] == level].sort_index()
    rows = rows_of(choice)
    members = secrecy.members_with_groups(level, rows)
    counts = science.totals(rows, members).reindex(places.index)
    secret = places.index.isin(secrecy.secret_territories(choice, level, rows, members))
    counts = counts.mask(secret)
    people = places["population"].to_numpy(dtype=float)
    table = places[["territory_id", "name", "departement_id", "population", "lon", "lat"]]
    found = counts.to_numpy(dtype=float)
    rates = science.per_10k(found, people)
    return table.assign(trainees=found, rate=rates, secret=secret).reset_index(drop=True)


def members_at(level: str) -> pd.DataFrame:
    """Communes of every territory of a level."""
    rows = store.table("marts.territory_members")
    return rows[rows["level"] == level]


def loaded_figures(choice: Choice) -> None:
    """Places, occupancy and share in under-served communes, when a file is loaded."""
    if choice.dataset == SAE:
        return
    lines = []
    for indicator in filter(lambda one: one.restricted, store.loaded_indicators()):
        year = nearest_year(indicator, choice.year)
        rows = store.values(indicator.id, "departement", year).set_index("territory_id")
        whole = store.values(indicator.id, "perimetre", year)
        line = {"Indicateur": indicator.label, "Année": str(year)}
        line["Ensemble"] = parts.value_text(indicator, whole["value"].iloc[0])
        for code, name in perimeter.departements().items():
            line[name] = parts.value_text(indicator, rows["value"].get(code))
        line["Statut"] = STATUS_BY_ID[str(whole["status"].iloc[0])].label
        lines.append(line)
    parts.table(pd.DataFrame(lines), "Places de stage du fichier")
    st.caption("Toutes filières et tous niveaux, semestres de l'année additionnés.")


def oddities(choice: Choice) -> None:
    """The known oddities of the figures: the ones of the year in sight, the others folded."""
    ids = caveat_ids(choice)
    if secrecy.has_secret(choice, rows_of(choice)):
        st.caption(f"« s » : {secrecy.REASON}. {CAVEATS['secrecy']}")
    if choice.dataset == SAE:
        seen = ["sae_ghicl"] + (["sae_epsm_flandres"] if choice.year == 2022 else [])
        st.caption("À savoir : " + " ".join(perimeter.caveat(caveat) for caveat in seen))
    limits.show(measure(choice, "rate"), extra=["cog_2026", "zoning_2025", *ids])


def statuses(choice: Choice) -> tuple[str, ...]:
    """Statuses of what a figure of this page rests on: those of its rows, then summed here."""
    return _statuses(store.release_id(), choice)


@lru_cache(maxsize=64)
def _statuses(release_id: str, choice: Choice) -> tuple[str, ...]:
    if choice.dataset == DEMO_FILE:
        return ("demo",)
    return (*parts.statuses_of(rows_of(choice)), "derived")


def source_line(choice: Choice) -> None:
    """Producer, year and status under a figure of this page."""
    parts.source_line(measure(choice, "count"), statuses=statuses(choice))


def zoned_communes() -> set[str]:
    """Communes in ZIP or ZAC (zoning of May 2025)."""
    zones = store.values("zone", "commune", 2025)
    return set(zones.loc[zones["value"].isin((1, 2)), "territory_id"])


def origin() -> tuple[float, float]:
    """Longitude and latitude of the faculty."""
    place = perimeter.faculty()
    return place.lon, place.lat


def headlines(choice: Choice) -> None:
    """Trainees, share outside the metropolis, share in ZIP or ZAC, first five sites: of all."""
    if not rows_of(choice)["trainees"].sum() > 0:
        parts.nothing_to_show(
            f"Aucun effectif de « {choice.label} » en {choice.year}.",
            "Choisissez un autre niveau de formation, une autre filière ou une autre année.",
        )
        return
    figures = _figures(release_id=store.current().release_id, choice=choice)
    source = f"{store.source(choice.dataset).producer}, {choice.year}"
    source += f" · {perimeter.current().label}"
    parts.headlines(
        [
            parts.Headline(
                title, whole, detail, unit, f"{source} · {note}" if note else source, tone
            )
            for title, whole, detail, unit, note, tone in figures
        ]
    )


Figure = tuple[str, str, tuple[tuple[str, str], ...], str, str, str]


@lru_cache(maxsize=64)
def _figures(release_id: str, choice: Choice) -> list[Figure]:
    """Title, whole, details, unit, note and tone of each headline."""
    whole = by_level(choice, "perimetre").set_index("territory_id").loc[perimeter.whole_id()]
    parts_of_it = by_level(choice, "departement").set_index("territory_id")
    by_departement = tuple(
        (name, secrecy.count_text(parts_of_it.loc[code]))
        for code, name in perimeter.departements().items()
    )
    name = choice.label[0].upper() + choice.label[1:]
    total = (name, secrecy.count_text(whole), by_departement, "", "", SYMBOL)
    if secrecy.has_secret(choice, rows_of(choice)):
        return [total, *secrecy.hidden_figures()]
    communes = by_level(choice, "commune")
    counts = communes["trainees"].to_numpy(dtype=float)
    return [total, _away(communes, counts), _zoned(communes, counts), _first_sites(choice)]


def _away(communes: pd.DataFrame, counts: Floats) -> Figure:
    km = science.distance_km(communes["lon"].to_numpy(), communes["lat"].to_numpy(), origin())
    details = (
        ("à plus de 50 km", percent(science.share_where(counts, km > 50))),
        ("distance moyenne", with_unit(science.mean_distance(km, counts), 0, "km")),
    )
    note = f"à vol d'oiseau depuis {perimeter.faculty().name}"
    if not store.knows(METROPOLIS_EPCI):
        far = details[0][1]
        return secrecy.away_title(), far, details[1:], "des effectifs", note, NORD
    metropolis = communes["territory_id"].isin(store.members(METROPOLIS_EPCI)["commune_id"])
    outside = science.share_where(counts, ~metropolis.to_numpy())
    return secrecy.away_title(), percent(outside), details, "des effectifs", note, NORD


def _zoned(communes: pd.DataFrame, counts: Floats) -> Figure:
    zoned = communes["territory_id"].isin(zoned_communes())
    share = percent(science.share_where(counts, zoned.to_numpy()))
    people = (("habitants en ZIP ou ZAC", percent(_zoned_people(communes, zoned))),)
    title, note = "Dans une commune en ZIP ou ZAC", "zonage de mai 2025"
    return title, share, people, "des effectifs", note, ZONE_COLORS[0]


def _first_sites(choice: Choice) -> Figure:
    sites = rows_of(choice).groupby("site_id")["trainees"].sum(min_count=1).to_numpy(dtype=float)
    details = (
        ("indice de Gini", number(science.gini(sites), 2)),
        ("sites comptés", number(int(np.isfinite(sites).sum()))),
    )
    share = percent(science.share_of_first(sites))
    return "Cinq premiers sites", share, details, "des effectifs", "", SYMBOL


def _zoned_people(communes: pd.DataFrame, zoned: pd.Series) -> float:
    return float(100 * communes.loc[zoned, "population"].sum() / communes["population"].sum())
