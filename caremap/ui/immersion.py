"""Parts of the page « Journées d'immersion »: editions, students, programme, disagreements."""

from functools import lru_cache
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from caremap import reach
from caremap.charts_immersion import COUNT_KINDS
from caremap.formats import NOT_PUBLISHED, day, number, percent
from caremap.paths import ASSETS
from caremap.readings_immersion import students_in_words
from caremap.ui import immersion_store, parameters, parts, perimeter, state, store
from caremap.ui.parts import Headline

_DOCUMENTED = {"sur le territoire", "à la faculté"}


def styles() -> None:
    """Add the styles of this page."""
    st.html(ASSETS / "immersion.css")


def source_line(status: str = "déclaré", more: str = "") -> None:
    """Producer, vintage and status of what is announced or reported."""
    cited = store.source("immersion").citation
    parts.source_text(f"Source : {cited}{more}. Statut : {status}.", "immersion")


def headlines(radius_km: int) -> list[Headline]:
    """Editions, students by kind of count, people covered, under-served people covered."""
    editions, students = immersion_store.editions(), immersion_store.students()
    modes = editions["mode"].value_counts()
    known = int(editions["mode"].isin(_DOCUMENTED).sum())
    absent = [str(year) for year in editions.loc[editions["mode"].isna(), "year"]]
    return [
        Headline(
            "Éditions documentées",
            f"{known} sur {len(editions)}",
            tuple((mode, str(count)) for mode, count in modes.items()),
            f"aucune source pour {', '.join(absent)}" if absent else "",
            "Université de Lille, collectivité, presse. Année de la 5e édition déduite.",
        ),
        _students_headline(students, editions),
        *_reach_headlines(radius_km),
    ]


def _students_headline(students: pd.DataFrame, editions: pd.DataFrame) -> Headline:
    years = students["edition_id"].map(editions.set_index("edition_id")["year"])
    totals = {}
    for kind in COUNT_KINDS:
        own = students["kind"] == kind
        when = ", ".join(str(year) for year in sorted(years[own].unique()))
        totals[kind] = (students_in_words(students[own]), when)
    return Headline(
        "Étudiants, selon la nature du décompte",
        totals["reported"][0],
        ((f"annoncés ({totals['announced'][1]})", totals["announced"][0]),),
        f"rapportés ({totals['reported'][1]})",
        "Annoncés et rapportés ne s'additionnent pas. 2022 : site de Liévin seul.",
        "#7a3b8f",
    )


def _reach_headlines(radius_km: int) -> list[Headline]:
    places, covered = immersion_store.places(), immersion_store.reached(radius_km)
    whole = reach.coverage(covered, places)
    total = float(places.under_served_people.sum())
    people, need = [], []
    for code, name in perimeter.departements().items():
        own = pd.Series(places.ids).str.startswith(code).to_numpy(dtype=bool)
        part = reach.coverage(covered & own, places)
        people.append((name, number(part.people)))
        base = float(places.under_served_people[own].sum())
        need.append((name, percent(100 * part.under_served_people / base if base else None)))
    return [
        Headline(
            "Habitants des territoires d'hôtes nommés",
            number(whole.people),
            tuple(people),
            "habitants, chacun compté une fois",
            f"Estimation, communes à moins de {radius_km} km. {immersion_store.completeness()}",
            "#0b6e4f",
        ),
        Headline(
            "Habitants de communes sous-denses couverts",
            percent(100 * whole.under_served_people / total if total else None),
            tuple(need),
            f"soit {number(whole.under_served_people)} sur {number(total)}",
            "Estimation ; APL 2024, généralistes de 65 ans ou moins, ≤ 2,5.",
            "#253494",
        ),
    ]


def editions() -> None:
    """One card an edition: date, place, mode, students, hosts; the undocumented one as such."""
    st.html(_cards(store.release_id()))
    source_line()
    with st.expander("Sources de chaque édition", icon=":material/link:"):
        _edition_sources()


@lru_cache(maxsize=4)
def _cards(release_id: str) -> str:
    cards = "".join(_card(row) for row in immersion_store.editions().to_dict("records"))
    return f'<ul class="editions">{cards}</ul>'


def _edition_sources() -> None:
    rows = immersion_store.editions()
    table = pd.DataFrame(
        {
            "Édition": rows["label"],
            "Année": [str(year) for year in rows["year"]],
            "Certitude de l'année": rows["year_confidence"],
            "Source": rows["source_url"].fillna("aucune source trouvée"),
        }
    )
    parts.table(table, "Sources des éditions")


def _card(row: dict[str, object]) -> str:
    known = isinstance(row["mode"], str)
    style = "unknown" if not known else "faculty" if row["mode"] == "à la faculté" else ""
    date = row["date"]
    when = NOT_PUBLISHED if pd.isna(date) else day(str(date)[:10])
    lines = [f'<li class="{style}"><h2>{row["year"]}</h2>', f"<p>{escape(str(row['label']))}</p>"]
    if known:
        lines.append(
            f"<p>{escape(when)}<br>{escape(str(row['place']))}, {escape(str(row['mode']))}</p>"
        )
    else:
        lines.append("<p>Date, lieu, effectif : n.d.</p>")
    lines.append(f'<p class="count">{escape(_students_words(str(row["edition_id"])))}</p>')
    lines.append(f"<p>{escape(_hosts_words(row))}</p>")
    confidence = str(row["year_confidence"])
    if confidence != "certain":
        lines.append(f'<p class="doubt">Année {escape(confidence)}</p>')
    return "".join(lines) + "</li>"


def _students_words(edition_id: str) -> str:
    rows = immersion_store.students()
    by_kind = dict(list(rows[rows["edition_id"] == edition_id].groupby("kind")))
    words = [
        f"{students_in_words(by_kind[kind])} {COUNT_KINDS[kind]}"
        for kind in COUNT_KINDS
        if kind in by_kind
    ]
    return " ; ".join(words) or "Étudiants : n.d."


def _hosts_words(row: dict[str, object]) -> str:
    named = [h.name for h in immersion_store.hosts() if h.edition_id == row["edition_id"]]
    missing = [u for u in immersion_store.unnamed_hosts() if u.edition_id == row["edition_id"]]
    words = f"Hôtes nommés : {', '.join(named)}" if named else "Aucun hôte nommé"
    if missing and missing[0].count:
        words += f" ; {missing[0].count} autres non nommés"
    return f"{words}."


def held(name: str) -> dict[str, Any]:
    """Tie a slider to a parameter; its place is sent again on every run."""
    tied = state.bound(name, state.get(name))
    st.session_state[tied["key"]] = state.get(name)
    return tied


def radius() -> int:
    """Choose the distance that stands for the territory of a host without a known perimeter."""
    st.select_slider(
        "Distance autour d'un hôte sans périmètre connu (km, à vol d'oiseau entre mairies)",
        list(parameters.RADII_KM),
        width=520,
        **held("rayon"),
    )
    return int(state.get("rayon"))
