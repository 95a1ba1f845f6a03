"""The 25 self-employed professions, département by département."""

import pandas as pd
import streamlit as st

from caremap import charts
from caremap.catalog import CAVEATS, PROFESSIONS
from caremap.formats import number
from caremap.palettes import PERIMETER
from caremap.ui import parts, perimeter, store

_SHORT_NAMES = {"Pas-de-Calais": "PdC"}


def draw() -> None:
    """The 25 self-employed professions of each département, on one chart and in one table."""
    names, year = perimeter.departements(), _profession_year()
    rows = _profession_rows(tuple(names))
    common = rows[rows["denominator"] == "habitants"].dropna(subset=list(names))
    if common.empty:
        parts.nothing_to_show(
            "Aucune densité libérale n'est chargée pour ce périmètre.",
            "Reprenez le fichier de la CNAM avec « python -m etl refresh ».",
        )
        return
    colors = perimeter.colors()
    dots = [(code, name, colors.get(code, PERIMETER)) for code, name in names.items()]
    parts.chart(
        charts.departement_dots(common, dots),
        f"Densité libérale de chaque profession {perimeter.current().words_within_all}, {year}",
    )
    parts.reading(_ahead(common))
    parts.source_line(store.indicator("liberal_density_gp_all"))
    table = rows[["family", "profession", *names, *(f"{code}_count" for code in names)]]
    counts = (f"Effectif {_SHORT_NAMES.get(name, name)}" for name in names.values())
    table = table.set_axis(("Famille", "Profession", *names.values(), *counts), axis=1)
    table = table.assign(**{"Rapporté à": rows["denominator"]})
    parts.twin(f"Tableau des 25 professions, {year}", table, expanded=True)
    st.caption(f"{CAVEATS['cnam_denominator']} {CAVEATS['cnam_total']}")


def _ahead(common: pd.DataFrame) -> str:
    """How often the first département has the highest density; the axes where it is alone."""
    first, *others = perimeter.departements()
    axes = "les axes comptent des professionnels pour 100 000 habitants."
    if not others:
        return f"{len(common)} lignes rapportées à l'ensemble des habitants ; {axes}"
    ahead = int((common[first] > common[others].max(axis=1)).sum())
    named = perimeter.current().words_within(first).removeprefix("dans ")
    return (
        f"{named[0].upper()}{named[1:]} a la densité libérale la plus forte pour {ahead} des "
        f"{len(common)} lignes rapportées à l'ensemble des habitants ; {axes}"
    )


def _profession_year() -> int:
    return parts.year_of(store.indicator("liberal_density_gp_all"))


def _profession_rows(codes: tuple[str, ...]) -> pd.DataFrame:
    """One row a profession: its density by code, and its headcount, as written, by code_count."""
    found, year = [], _profession_year()
    for profession in PROFESSIONS:
        rows = store.values(f"liberal_density_{profession.slug}", "departement", year)
        by_id = rows.set_index("territory_id")
        found.append(
            {
                "family": profession.family,
                "profession": profession.short_label,
                "denominator": profession.denominator,
                **{code: by_id.at[code, "value"] for code in codes},
                **{f"{code}_count": number(by_id.at[code, "numerator"]) for code in codes},
            }
        )
    return pd.DataFrame(found)
