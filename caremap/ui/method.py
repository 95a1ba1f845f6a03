"""Parts of the page « Méthode », all read from the catalog."""

import pandas as pd
import streamlit as st

from caremap.catalog import (
    ABSENCES,
    CAVEATS,
    GAPS,
    GLOSSARY,
    INDICATORS,
    SOURCES,
    STATUSES,
    Indicator,
)
from caremap.formats import day, enumerate_words, number
from caremap.ui import parts, perimeter, state, store


def rules() -> None:
    """Kinds of figures and kinds of absence."""
    left, right = st.columns(2, gap="large")
    with left:
        parts.section("Ce que vaut un chiffre")
        st.markdown("\n".join(f"- **{s.label}** : {s.definition}" for s in STATUSES))
    with right:
        parts.section("Ce que dit une case vide")
        st.markdown("\n".join(f"- **{a.label}** : {a.definition}" for a in ABSENCES))


def indicators() -> None:
    """One indicator in full, then the list of all of them."""
    listed = (*map(store.dated, INDICATORS), *store.loaded_indicators())
    by_id = {indicator.id: indicator for indicator in listed}
    chosen = state.get("indicateur", "apl_gp_65")
    chosen = chosen if chosen in by_id else "apl_gp_65"
    st.selectbox(
        "Indicateur à expliquer",
        list(by_id),
        format_func=lambda i: f"{store.indicator(i).theme} · {store.indicator(i).label}",
        help="Commencez à écrire pour chercher.",
        **state.bound("indicateur", chosen),
    )
    with st.container(border=True):
        st.markdown(f"**{by_id[chosen].label}**")
        st.markdown(_card(by_id[chosen]))
    rows = [
        {
            "Thème": i.theme,
            "Indicateur": i.label,
            "Unité": i.unit or "catégorie",
            "Années": ", ".join(map(str, i.years)),
            "Niveaux": ", ".join(perimeter.level_label(level) for level in i.levels),
            "Source": store.source(i.source_ids[0]).producer,
            "Identifiant": i.id,
        }
        for i in listed
    ]
    st.markdown(f"**Les {len(rows)} indicateurs**")
    parts.table(pd.DataFrame(rows), "Tous les indicateurs", height=420)


def _card(indicator: Indicator) -> str:
    levels = enumerate_words([perimeter.level_label(level) for level in indicator.levels])
    sources = "".join(
        f"\n    - [{store.source(s).citation}]({store.source(s).url}), {store.source(s).licence}"
        for s in indicator.source_ids
    )
    told = filter(None, map(perimeter.caveat, indicator.caveats))
    limits = "".join(f"\n    - {text}" for text in told)
    lines = [
        f"{indicator.definition}",
        f"- **Formule** : {indicator.formula}",
        f"- **Numérateur** : {indicator.numerator}" if indicator.numerator else "",
        f"- **Dénominateur** : {indicator.denominator}" if indicator.denominator else "",
        f"- **Unité** : {indicator.unit or 'catégorie'}",
        f"- **Niveaux** : {levels}",
        f"- **Années** : {', '.join(map(str, indicator.years))}",
        f"- **Sources** :{sources}",
        f"- **Limites** :{limits}" if limits else "",
        f"- **Identifiant** (adresse, exports) : `{indicator.id}`",
    ]
    return "\n".join(line for line in lines if line)


def sources() -> None:
    """Every source: producer, licence, vintage, rows read, limits."""
    loaded = store.table("meta.sources").set_index("source_id")
    rows = [
        {
            "Source": source.label,
            "Producteur": source.producer,
            "Millésime": source.vintage,
            "Données au": day(source.data_date),
            "Licence": source.licence,
            "Liste": "partielle" if source.partial else "complète",
            "Lignes lues": number(loaded.at[source.id, "rows_read"])
            if source.id in loaded.index
            else "n.d.",
            "Adresse": source.url,
        }
        for source in SOURCES
    ]
    parts.table(
        pd.DataFrame(rows),
        height=38 + 35 * len(rows),
        column_config={"Adresse": st.column_config.LinkColumn(display_text="ouvrir")},
        alt="Sources du tableau de bord",
    )


def gaps() -> None:
    """What is missing, and how a steward adds it."""
    rows = [
        {"Sujet": g.subject, "Ce qui manque": g.missing, "Comment l'ajouter": g.how_to_add}
        for g in GAPS
    ]
    st.table(pd.DataFrame(rows).set_index("Sujet"))


def limits() -> None:
    """Every limit of the catalog, in one list."""
    st.markdown("\n".join(f"- {text}" for text in CAVEATS.values()))


def glossary() -> None:
    """Words of the field."""
    st.markdown("\n".join(f"- **{term.term}** : {term.definition}" for term in GLOSSARY))


def checks() -> None:
    """The checks that this release passed before it was published."""
    rows = store.table("meta.checks")
    st.markdown(
        f"La version affichée a passé {len(rows)} contrôles avant d'être publiée ; un contrôle "
        "qui échoue ne publie rien."
    )
    with st.expander("Liste des contrôles", icon=":material/checklist:"):
        st.markdown("\n".join(f"- {label}" for label in rows["label"]))
