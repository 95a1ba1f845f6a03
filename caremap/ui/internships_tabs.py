"""Tabs of the page « Stages »: gaps by EPCI, sites, groups, agreement with public counts."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
import streamlit as st

from caremap import charts_internships as charts
from caremap import internships as science
from caremap import readings_internships as readings
from caremap import readings_trends
from caremap.catalog import CAVEATS, STATUS_BY_ID
from caremap.catalog.placements import PUBLIC_COUNTS, SAE, SETTING_LABELS, SETTINGS
from caremap.formats import day, number
from caremap.ui import parts, perimeter, state, store
from caremap.ui.choropleth import in_departement
from caremap.ui.internships import (
    origin,
    rows_of,
    source_line,
    statuses,
    zoned_communes,
)
from caremap.ui.internships_choice import Choice, communes_in_view, name_in_view, years_of
from caremap.ui.internships_gaps import classified, gap_table
from caremap.ui.internships_measure import measure
from caremap.ui.internships_secrecy import REASON, has_secret, incomplete

_LEVELS = (("epci", "EPCI"), ("commune", "communes"))


@dataclass(frozen=True)
class _Gaps:
    """Gaps of a choice: people by gap, each EPCI, and one reading and one rule per level."""

    people: pd.DataFrame
    epci: pd.DataFrame
    readings: tuple[str, ...]
    rules: tuple[str, ...]


def mismatches(choice: Choice) -> None:
    """People by name of the gap, counted on EPCI and on communes, then each EPCI."""
    gaps = _gaps(store.release_id(), choice, state.get("departement"), state.year())
    parts.table(gaps.people, "Habitants par type d'écart")
    for reading in gaps.readings:
        parts.reading(reading)
    shown = store.indicator("apl_gp_65"), measure(choice, "rate")
    parts.source_line(*shown, statuses=statuses(choice))
    for rule in gaps.rules:
        st.caption(rule)
    parts.twin("Chaque EPCI, ses habitants et ses effectifs", gaps.epci, expanded=True)
    st.caption(CAVEATS["mismatch"])


@lru_cache(maxsize=64)
def _gaps(release_id: str, choice: Choice, departement: str, asked: int | None) -> _Gaps:
    tables = {level: in_departement(classified(choice, level)) for level, _ in _LEVELS}
    lines = []
    is_need_known = all(table["under_served"].notna().all() for table in tables.values())
    unnamed = f"n.d. (sans réponse{'' if is_need_known else ' ou sans APL publiée'})"
    for code in (*range(len(science.MISMATCHES)), -1):
        line = {"Écart": science.MISMATCHES[code][0] if code >= 0 else unnamed}
        for level, plural in _LEVELS:
            own = tables[level][tables[level]["group"] == code]
            line[plural.capitalize() if plural != "EPCI" else plural] = number(len(own))
            line[f"Habitants ({plural})"] = number(own["population"].sum())
        lines.append(line)
    told = [readings.gaps(tables[level], level, choice.label, choice.year) for level, _ in _LEVELS]
    rules = [f"Par {plural}. {_rule(tables[level], level)}" for level, plural in _LEVELS]
    return _Gaps(pd.DataFrame(lines), gap_table(tables["epci"]), tuple(told), tuple(rules))


def _rule(rows: pd.DataFrame, level: str) -> str:
    return readings.gap_rule(level, float(rows["reference"].iloc[0]), perimeter.current())


def sites(choice: Choice) -> None:
    """One row per site: where it is, how far, zone, and its trainees by year."""
    table = _site_table(choice)
    if table.empty:
        parts.nothing_to_show(
            "Aucun site ici.", "Choisissez un autre territoire ou une autre année."
        )
        return
    parts.table(table, f"Sites : {choice.label}")
    column = f"{choice.year}"
    known = table[column].dropna()
    parts.reading(
        readings.sites(known.to_numpy(dtype=float), len(table), choice.label, choice.year)
    )
    source_line(choice)
    empty = "non-réponse" if choice.dataset == SAE else f"non chargé, ou {REASON}"
    st.caption(f"Case vide : {empty}, pas zéro.")


def _site_table(choice: Choice) -> pd.DataFrame:
    communes = communes_in_view()
    columns = {}
    for year in years_of(choice):
        rows = rows_of(choice, year)
        rows = rows[rows["commune_id"].isin(communes)]
        counts = rows.groupby("site_id")["trainees"].sum(min_count=1)
        hidden = rows.loc[rows["secrecy"] == "hidden", "site_id"]
        columns[str(year)] = counts if choice.counted == "places" else counts.drop(hidden.unique())
    every = store.table("marts.placements")
    every = every[(every["source_id"] == choice.dataset) & every["commune_id"].isin(communes)]
    known = every.sort_values("year").drop_duplicates("site_id", keep="last").set_index("site_id")
    places = store.territories().reindex(known["commune_id"])
    km = science.distance_km(
        places["lon"].to_numpy(dtype=float), places["lat"].to_numpy(dtype=float), origin()
    )
    table = pd.DataFrame(
        {
            "Site": known["site_name"],
            "Commune": places["name"].to_numpy(),
            "Cadre": known["setting"].map(SETTINGS),
            "ZIP ou ZAC": np.where(known["commune_id"].isin(zoned_communes()), "oui", "non"),
            perimeter.distance_title(): km.round(0),
        }
    )
    for column, counts in columns.items():
        table[column] = counts.reindex(table.index).astype(float)
    return table.sort_values([str(choice.year), "Site"], ascending=[False, True])


def breakdown(choice: Choice) -> None:
    """Trainees by discipline, level, semester, setting: each group in each year."""
    titles = {
        "discipline": "Par filière",
        "trainee_level": "Par niveau de formation",
        "semester": "Par semestre",
        "setting": "Par cadre",
    }
    shown = 0
    for column, title in titles.items():
        table = _groups(choice, column)
        if len(table) < 2:
            continue
        shown += 1
        parts.say(f"**{title}** · {name_in_view()}")
        parts.chart(charts.counts(table), f"{title} : {choice.label}")
        parts.reading(readings_trends.breakdown(table, f"{choice.label}, {name_in_view()}"))
        twin = table.rename(columns=str).reset_index(names=title)
        parts.twin(f"Tableau : {title.lower()}", twin, height=220)
    if not shown:
        parts.nothing_to_show(
            "Ces données ne sont pas ventilées pour ce choix.",
            "Choisissez « interne » et toutes les filières.",
        )
        return
    source_line(choice)
    _say_what_groups_leave_out(choice)


def _say_what_groups_leave_out(choice: Choice) -> None:
    if any(has_secret(choice, rows_of(choice, year)) for year in years_of(choice)):
        st.caption(f"Absent ou case vide : « s » ({REASON}). « toutes » : groupes de filières.")
    if choice.dataset == SAE:
        st.caption(
            "La SAE compte à part internes, docteurs juniors et faisant fonction d'interne : "
            "ils ne sont pas additionnés. " + CAVEATS["sae_epsm_flandres"]
        )


def _groups(choice: Choice, column: str) -> pd.DataFrame:
    communes = communes_in_view()
    found = {}
    for year in years_of(choice):
        rows = rows_of(choice, year)
        inside = rows["commune_id"].isin(communes)
        whole = communes == set(store.members(perimeter.whole_id())["commune_id"])
        if whole:
            inside |= rows["secrecy"] == "pool"
        rows = rows[inside].dropna(subset=[column])
        sums = rows.groupby(column)["trainees"].sum(min_count=1).astype(float)
        found[year] = sums.mask(sums.index.isin(incomplete(choice, rows, column, whole)))
    table = pd.DataFrame(found).astype(float)
    if column == "setting":
        table.index = table.index.map(SETTING_LABELS)
    if column == "semester":
        table.index = [f"Semestre {int(value)}" for value in table.index]
    return table.sort_values(table.columns[-1], ascending=False) if len(table) else table


def public_counts(choice: Choice) -> None:
    """Figures announced elsewhere beside the survey: the gap is shown, with why it exists."""
    announced = store.table("marts.key_figures").set_index("figure_id")
    columns = ["Lieu", "Date", "Chiffre", "Ce qui est compté", "Statut", "Source"]
    told = [(site, figure) for site, figure in PUBLIC_COUNTS if figure in announced.index]
    if not told:
        parts.nothing_to_show("Aucun comptage public dans cette version.", "")
    for site_id, figure_id in told:
        said = announced.loc[figure_id]
        counts = _survey_counts(site_id)
        parts.table(
            pd.DataFrame([*_survey_lines(said, counts), _said_line(said)], columns=columns),
            alt="Comptages publics et SAE",
        )
        last = int(counts.index.max())
        parts.reading(readings.public_gap(float(counts[last]), last, str(said["scope"])))
    st.caption(f"{CAVEATS['sae_scope']} {CAVEATS['public_counts']}")


def _survey_counts(site_id: str) -> pd.Series:
    """Interns of a site in the survey, by year."""
    rows = store.table("marts.placements")
    own = (rows["site_id"] == site_id) & (rows["source_id"] == SAE)
    rows = rows[own & (rows["trainee_level"] == "interne")]
    counts: pd.Series = rows.groupby("year")["trainees"].sum(min_count=1)
    return counts


def _survey_lines(said: pd.Series, counts: pd.Series) -> list[tuple[str, ...]]:
    what = "internes présents dans l'établissement"
    return [
        (said["geography"], str(year), number(float(count)), what, "officiel", "DREES, SAE")
        for year, count in counts.items()
    ]


def _said_line(said: pd.Series) -> tuple[str, ...]:
    when, status = day(str(said["date"])), STATUS_BY_ID[str(said["status"])].label
    what, source = str(said["unit"]), str(said["source_url"])
    return said["geography"], when, str(said["scope"]), what, status, source
