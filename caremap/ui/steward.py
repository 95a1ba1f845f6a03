"""Parts of the page « Données »: sources, releases, refused lines, checks, coverage."""

from typing import Any

import pandas as pd
import streamlit as st

from caremap import warehouse_lineage
from caremap.catalog import INDICATOR_BY_ID, LEVEL_BY_ID, SOURCE_BY_ID
from caremap.catalog.connectors import CONNECTORS, Connector
from caremap.formats import age_in_words, day, number, unrunnable
from caremap.ui import parts, perimeter, reserved, steward_store, store

NONE = "aucune"


def sources() -> None:
    """Age of each source against its limit, and the account of the lines read."""
    read = store.table("meta.sources").set_index("source_id")
    ages = {one["source"].id: one for one in steward_store.source_ages()}
    rows = []
    for source_id, line in read.iterrows():
        source = store.source(str(source_id))
        age = ages[source.id]
        rows.append(
            {
                "Source": source.label,
                "Données au": day(source.data_date),
                "Âge": age_in_words(age["age_days"]),
                "Limite": age_in_words(source.stale_after_days),
                "État": "ancienne" if age["stale"] else "à jour",
                "Lues": line["rows_read"],
                "Gardées": line["rows_loaded"],
                "Refusées": line["rows_rejected"],
                "En double": line["rows_duplicate"],
                "Producteur": source.producer,
                "Millésime": source.vintage,
                "Fichiers": ", ".join(line["file_names"]),
            }
        )
    table = pd.DataFrame(rows)
    late = int((table["État"] == "ancienne").sum())
    total = int(table["Lues"].sum())
    parts.reading(
        f"{number(len(table))} sources, dont {number(late)} plus anciennes que leur limite ; "
        f"{number(total)} lignes lues, {number(int(table['Refusées'].sum()))} refusées. "
        "Lues = gardées + refusées + en double, pour chaque source."
    )
    parts.table(
        table,
        height=520,
        column_config=parts.french_numbers(table),
        alt="État de chaque source",
    )


def known_files() -> None:
    """Official files that a refresh recognises: where they are, and what becomes of them."""
    rows = [
        {
            "Fichier": connector.label,
            "Nom officiel": ", ".join(connector.files),
            "Adresse": connector.url or _dataset(connector),
            "Devient": "servi" if connector.feeds else f"gardé : {connector.kept_because}",
            "Source": SOURCE_BY_ID[connector.source_id].label,
            "Identifiant": connector.id,
        }
        for connector in CONNECTORS
    ]
    kept = sum(not connector.feeds for connector in CONNECTORS)
    parts.reading(
        f"{number(len(rows))} fichiers officiels sont reconnus à leur nom et à leur contenu ; "
        f"{number(kept)} sont vérifiés et gardés sans être servis, la raison est écrite."
    )
    parts.table(pd.DataFrame(rows), "Fichiers que « refresh » reconnaît", height=520)


def _dataset(connector: Connector) -> str:
    return f"data.gouv.fr, {connector.dataset}" if connector.dataset else "à déposer (--from)"


def releases() -> None:
    """Releases kept, the served one first, and what each changed."""
    served = store.release_id()
    found = warehouse_lineage.manifests()
    rows = [_release(manifest, served) for manifest in found]
    parts.table(pd.DataFrame(rows), "Versions présentes")
    st.caption("Revenir en arrière : python -m etl rollback, en moins d'une seconde.")
    named = {str(manifest["release_id"]): manifest for manifest in found}
    chosen = st.selectbox("Détail des changements d'une version", list(named), key="version-vue")
    if chosen:
        _changes(named[chosen].get("changes"))


def _release(manifest: dict[str, Any], served: str) -> dict[str, object]:
    changes = manifest.get("changes") or {}
    counts = _seen(changes)
    accepted = changes.get("accepted")
    return {
        "Version": manifest["release_id"],
        "Servie": "oui" if manifest["release_id"] == served else "",
        "Construite le": day(str(manifest["built_at"])[:10]),
        "Valeurs changées": number(sum(one["changed_count"] for one in counts)),
        "Ajoutées": number(sum(one["added_count"] for one in counts)),
        "Perdues": number(sum(one["lost_count"] for one in counts)),
        "Justification": accepted["reason"] if accepted else NONE,
    }


def _seen(changes: dict[str, Any]) -> list[dict[str, Any]]:
    """Changes that the reader may see: the median of one territory is its value."""
    return [one for one in changes.get("indicators", []) if reserved.may_see(one["indicator_id"])]


def _changes(changes: dict[str, Any] | None) -> None:
    if changes is None:
        parts.nothing_to_show("Première version.", "Rien à comparer avant elle.")
        return
    seen = _seen(changes)
    if not seen:
        parts.reading(f"Aucune valeur ne change par rapport à {changes['against']}.")
        return
    table = pd.DataFrame(seen)
    names = [_label(one) for one in table["indicator_id"]]
    levels = [perimeter.level_label(one) if one in LEVEL_BY_ID else one for one in table["level"]]
    shown = table.assign(indicator_id=names, level=levels).set_axis(
        [
            "Indicateur",
            "Niveau",
            "Année",
            "Lignes avant",
            "Lignes après",
            "Perdues",
            "Ajoutées",
            "Changées",
            "Médiane avant",
            "Médiane après",
        ],
        axis=1,
    )
    parts.table(shown, "Changements par indicateur")


def _label(indicator_id: str) -> str:
    known = INDICATOR_BY_ID.get(indicator_id)
    return known.short_label if known else indicator_id


def rejects() -> None:
    """Lines that were set aside, with the rule each breaks, and a file to send to the producer."""
    table = store.table("meta.rejects")
    if table.empty:
        parts.nothing_to_show(
            "Aucune ligne refusée dans cette version.",
            "Une ligne qui ne suit pas le contrat de sa source apparaîtrait ici, avec sa raison.",
        )
        return
    labels = [SOURCE_BY_ID[one].label for one in table["source_id"]]
    shown = table.assign(source_id=labels).set_axis(
        ["Source", "Fichier", "Feuille", "Ligne", "Colonne", "Valeur", "Règle"], axis=1
    )
    parts.reading(f"{number(len(table))} lignes mises de côté ; les autres sont servies.")
    parts.table(shown, "Lignes refusées")
    st.download_button(
        "Télécharger les lignes refusées (CSV)",
        lambda: _csv(shown),
        f"lignes-refusees-{store.release_id()}.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def _csv(table: pd.DataFrame) -> bytes:
    """French spreadsheet: semicolons, byte-order mark, no cell that runs."""
    text: str = table.map(unrunnable).to_csv(sep=";", index=False)
    return text.encode("utf-8-sig")


def checks() -> None:
    """Every check of the release: its rule and the rows at fault."""
    table = store.table("meta.checks")
    parts.reading(
        f"{number(len(table))} contrôles passés sur cette version avant sa publication, "
        f"{number(int((~table['passed'].astype(bool)).sum()))} en défaut. Un seul défaut aurait "
        "empêché de la publier."
    )
    shown = pd.DataFrame(
        {
            "Contrôle": table["check_id"],
            "Règle": table["label"],
            "Lignes en défaut": table["rows_bad"],
        }
    )
    parts.table(shown, "Contrôles", height=520)


def coverage() -> None:
    """Which indicator has values at which level and year."""
    found = steward_store.coverage()
    levels = {
        "": "Tous les niveaux",
        **{one: perimeter.level_label(one) for one in LEVEL_BY_ID if one in set(found["level"])},
    }
    level = st.selectbox(
        "Niveau", list(levels), format_func=lambda one: levels[one], key="niveau-couverture"
    )
    rows = found[found["level"] == level] if level else found
    share = rows["territories_count"].map(number) + " / " + rows["expected"].map(number)
    named = rows.assign(
        Indicateur=rows["indicator_id"].map(_label),
        Niveau=rows["level"].map(lambda one: perimeter.level_label(one)),
        share=share,
    )
    table = named.pivot(index=["Indicateur", "Niveau"], columns="year", values="share")
    parts.table(
        table.fillna("–").rename(columns=str).reset_index(),
        height=520,
        alt="Territoires ayant une valeur, par indicateur, niveau et année",
    )
    st.caption("Territoires ayant une valeur / territoires du niveau. – : année non publiée.")
