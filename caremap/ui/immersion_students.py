"""Parts of the page « Journées d'immersion »: students, what is asked later, programme, sources."""

from html import escape

import pandas as pd
import streamlit as st

from caremap import charts_immersion
from caremap.catalog import CAVEATS
from caremap.charts_immersion import COUNT_KINDS
from caremap.formats import NOT_PUBLISHED, number, percent
from caremap.readings_immersion import at_least, students_in_words
from caremap.ui import immersion_store, parts, store
from caremap.ui.immersion import source_line
from caremap.ui.internships_secrecy import HIDDEN_MARK

_DETAIL_NOTE = " (détail du total, non ajouté)"


def students() -> None:
    """Students by edition and discipline, announced and reported never added."""
    rows = student_rows()
    if rows.empty:
        parts.nothing_to_show("Aucun effectif d'étudiants.", "Complétez immersion_students.csv.")
        return
    table = students_table(rows)
    rows = rows[~rows["is_detail"]]
    order = [str(label) for label in immersion_store.editions()["label"]]
    st.markdown("**Étudiants par édition et par filière** (hachuré : annoncés ; plein : rapportés)")
    parts.chart(
        charts_immersion.students(rows, order),
        "Étudiants par édition et par filière, annoncés ou rapportés",
    )
    parts.reading(_reading(rows))
    source_line()
    parts.twin("Tableau des étudiants", table)


def _reading(rows: pd.DataFrame) -> str:
    largest = rows.loc[[rows["count"].idxmax()]]
    one = largest.iloc[0]
    detailed, kind = rows.groupby(["edition", "kind"])["discipline"].nunique().idxmax()
    own = rows[(rows["edition"] == detailed) & (rows["kind"] == kind)]
    first = own.loc[own["count"].idxmax()]
    return (
        f"Le plus grand effectif d'une ligne est de {students_in_words(largest)} étudiants "
        f"{COUNT_KINDS[one['kind']]} ({one['edition']}, {one['discipline']}). "
        f"L'édition la plus détaillée est {detailed} : {percent(first['share'], 0)} des "
        f"{students_in_words(own)} étudiants y sont en {first['discipline']}."
    )


def students_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Twin table of the students: a count given as a minimum is written as one."""
    table = rows.assign(
        count=[students_in_words(rows.loc[[row]]) for row in rows.index],
        kind=rows["kind"].map(COUNT_KINDS),
        share=[percent(value) for value in rows["share"]],
        note=rows["note"].mask(rows["is_detail"], rows["note"] + _DETAIL_NOTE),
    )
    names = ["Édition", "Filière", "Niveau", "Étudiants", "Part de l'édition", "Nature", "Note"]
    columns = ["edition", "discipline", "level", "count", "share", "kind", "note"]
    return table[columns].set_axis(names, axis=1)


def student_rows() -> pd.DataFrame:
    """One row an edition, discipline and kind of count, with its share in percent."""
    rows = immersion_store.students(detail=True)
    labels = immersion_store.editions().set_index("edition_id")["label"]
    found = pd.DataFrame(
        {
            "edition": rows["edition_id"].map(labels).astype(str),
            "discipline": rows["discipline"],
            "level": rows["level"].fillna(NOT_PUBLISHED),
            "count": rows["count"].astype(int),
            "kind": rows["kind"],
            "note": rows["note"].fillna(""),
            "is_detail": rows["is_detail"],
        }
    )
    found["share"] = _shares(found)
    return found.sort_values(["edition", "count"], ascending=[True, False], ignore_index=True)


def _shares(found: pd.DataFrame) -> pd.Series:
    """Percent of what is added up; what a detail is of « plus de 450 » is not known."""
    by = ["edition", "kind"]
    whole = found[~found["is_detail"]].groupby(by)
    total = found.join(whole["count"].sum().rename("total"), on=by)["total"]
    least = found.join(whole["note"].agg(at_least).rename("least"), on=by)["least"]
    return (100 * found["count"] / total).mask(found["is_detail"] & (least != ""))


def programme() -> None:
    """Programme of the editions that published one, on a time axis."""
    rows = store.table("marts.immersion_programme")
    labels = immersion_store.editions().set_index("edition_id")["label"]
    for edition_id, own in rows.groupby("edition_id"):
        label = str(labels[edition_id])
        st.html(f"<strong>Programme publié : {escape(label)}</strong>")
        own = own.sort_values("start", ignore_index=True)
        parts.chart(charts_immersion.programme(own), f"Programme de {label}")
        workshops = own[own["kind"] == "atelier"]
        parts.reading(
            f"{label} : de {own['start'].min()} à {own['end'].max()}, {len(own)} moments dont "
            f"{len(workshops)} créneaux d'atelier sur {workshops['label'].nunique()} thèmes."
        )
        source_line()
        names = ["Début", "Fin", "Moment", "Nature"]
        table = own[["start", "end", "label", "kind"]].set_axis(names, axis=1)
        parts.twin(f"Tableau du programme {edition_id}", table)


def disagreements() -> None:
    """Facts that sources state differently, side by side, none of them dropped."""
    rows = store.table("marts.dated_facts")
    rows = rows[(rows["topic"] == "impacts") & rows["fact"].str.startswith("Édition")]
    st.markdown("**Ce que disent les sources de la numérotation des éditions**")
    if rows.empty:
        parts.nothing_to_show("Aucun fait daté sur les éditions.", "Complétez dated_facts.csv.")
        return
    body = "".join(_disagreement(row) for row in rows.to_dict("records"))
    heads = ("Fait", "Numéro", "Date écrite", "Note", "Source")
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    st.html(f'<table class="axes"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>')
    st.markdown(CAVEATS["immersion_2026"])


def _disagreement(row: dict[str, object]) -> str:
    texts = [str(row[name]) if isinstance(row[name], str) else "" for name in ("value", "note")]
    date = row["date"] if isinstance(row["date"], str) else "sans année"
    address = str(row["source_url"])
    source = escape(address)
    if address.startswith(("https://", "http://")):
        source = f'<a href="{source}" target="_blank" rel="noreferrer">ouvrir l\'article</a>'
    return (
        f'<tr><th scope="row">{escape(str(row["fact"]))}</th><td>{escape(texts[0])}e édition</td>'
        f"<td>{escape(str(date))}</td><td>{escape(texts[1])}</td><td>{source}</td></tr>"
    )


def follow_up() -> None:
    """What was asked or observed later, each with its denominator; says so when not loaded."""
    rows = store.table("marts.immersion_follow_up")
    st.markdown("**Après la journée : intentions, stages, installations**")
    if rows.empty:
        parts.nothing_to_show(
            "Non chargé : aucune source publique ne suit les étudiants après la journée.",
            "Un gestionnaire peut verser un fichier agrégé "
            "(« python -m etl template immersion_follow_up »).",
        )
        return
    parts.table(_follow_up_table(rows), "Suivi après la journée")
    st.caption(
        "Part des étudiants interrogés ou suivis, pas des présents. Un « oui » après la journée "
        "ne dit pas ce qui l'a décidé."
        f" « {HIDDEN_MARK} » : moins de 11 étudiants répondent oui, ou non, ou séparent cette "
        "observation d'une plus récente (secret statistique)."
    )


def _follow_up_table(rows: pd.DataFrame) -> pd.DataFrame:
    labels = immersion_store.editions().set_index("edition_id")["label"]
    return pd.DataFrame(
        {
            "Édition": rows["edition_id"].map(labels),
            "Question ou fait": rows["question"],
            "Année d'observation": rows["observed_year"].astype(str),
            "Réponses oui": [
                HIDDEN_MARK if pd.isna(count) else number(count) for count in rows["answer_count"]
            ],
            "Sur": rows["denominator"],
            "Part": [
                HIDDEN_MARK if pd.isna(count) else percent(100 * count / whole)
                for count, whole in zip(rows["answer_count"], rows["denominator"], strict=True)
            ],
        }
    )
