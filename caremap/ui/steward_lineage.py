"""Part of the page « Données »: the lines of the source files that one value comes from."""

from collections.abc import Sequence

import streamlit as st

from caremap.catalog import INDICATORS, Origin, origins_of
from caremap.formats import number
from caremap.ui import explain, parts, published, state, steward_store, store

SHOWN_LINES = 2_000
_COLUMNS = {
    "source_file": "Fichier",
    "source_line": "Ligne",
    "year": "Année",
    "cog_year": "Code géographique",
    "census_year": "Recensement",
    "population": "Habitants",
    "age_65_plus": "65 ans et plus",
    "age_75_plus": "75 ans et plus",
    "density_class": "Niveau de densité",
    "gp_count": "Généralistes",
    "gp_60_plus_count": "60 ans et plus",
    "apl": "APL",
    "apl_gp": "APL, tous",
    "apl_gp_65": "APL, 65 ans ou moins",
    "zone": "Zone",
    "establishment": "Site",
    "interns_total": "Internes",
    "interns_general_practice": "Médecine générale",
    "profession": "Profession",
    "people_count": "Libéraux",
    "headcount": "Effectif",
    "density_per_100k": "Densité",
}


def opened(titles: Sequence[str]) -> str:
    """Title of the tab to open: a link that names an indicator asks for its lines."""
    return titles[-1] if state.get("indicateur") else titles[0]


def value() -> None:
    """Choose an indicator; the territory and the year are those of the frame."""
    options = {one.id: one for one in map(store.dated, (*INDICATORS, *published.brought()))}
    chosen = state.get("indicateur", "apl_gp_65")
    chosen = chosen if chosen in options else "apl_gp_65"
    st.selectbox(
        "Indicateur",
        list(options),
        format_func=lambda one: f"{options[one].theme} · {options[one].label}",
        **state.bound("indicateur", chosen),
    )
    indicator = options[chosen]
    territory_id = state.get("territoire")
    year = parts.year_of(indicator)
    rows = store.profile(territory_id)
    found = rows[(rows["indicator_id"] == indicator.id) & (rows["year"] == year)]
    if found.empty:
        parts.nothing_to_show(
            f"{indicator.label} n'est pas publié pour {store.name_of(territory_id)} en {year}.",
            "Choisissez un autre territoire ou une autre année à gauche.",
        )
        return
    with st.container(border=True):
        explain.explain(indicator, territory_id)
    for origin in origins_of(indicator):
        _lines(origin, territory_id, year)
    if not origins_of(indicator):
        st.info(
            "Ce chiffre vient d'un modèle ou d'une déclaration : il n'a pas de ligne de fichier "
            "unique. La page « Méthode » dit comment il est obtenu.",
            icon=":material/function:",
        )


def _lines(origin: Origin, territory_id: str, year: int) -> None:
    rows = steward_store.lines(origin, territory_id, year)
    files = ", ".join(sorted(rows["source_file"].dropna().unique()))
    st.markdown(f"**{origin.label}** : {number(len(rows))} ligne(s)")
    if rows.empty:
        st.caption("Aucune ligne : une commune absente de ce fichier y compte 0.")
        return
    parts.table(
        rows.head(SHOWN_LINES).rename(columns={**_COLUMNS, origin.place: "Code"}),
        height=min(400, 60 + 35 * len(rows)),
        alt=f"Lignes de {files}",
    )
    st.caption(f"Fichier(s) : {files}. Le numéro compte l'en-tête comme ligne 1.")
