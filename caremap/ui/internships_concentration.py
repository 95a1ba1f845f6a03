"""Tab « Concentration » of the page « Stages »: Lorenz curve, Gini, first five sites, by year."""

import numpy as np
import pandas as pd
import streamlit as st

from caremap import charts_internships as charts
from caremap import internships as science
from caremap import readings_internships as readings
from caremap.formats import number, percent
from caremap.ui import parts
from caremap.ui.internships import rows_of, source_line
from caremap.ui.internships_choice import Choice, communes_in_view, name_in_view, years_of
from caremap.ui.internships_secrecy import has_secret, not_computed


def _counts(choice: Choice) -> dict[int, science.Floats]:
    """Trainees by site of the territory in view, for each year that counts somebody."""
    communes = communes_in_view()
    found = {}
    for year in years_of(choice):
        rows = rows_of(choice, year)
        rows = rows[rows["commune_id"].isin(communes)]
        counts = rows.groupby("site_id")["trainees"].sum(min_count=1).to_numpy(dtype=float)
        if np.nansum(counts) > 0:
            found[year] = counts
    return found


def concentration(choice: Choice) -> None:
    """Lorenz curve, Gini index and share of the first five sites, over the years."""
    if any(has_secret(choice, rows_of(choice, year)) for year in years_of(choice)):
        not_computed("La concentration par site")
        return
    counts = _counts(choice)
    if not counts:
        parts.nothing_to_show("Personne n'est compté ici.", "Choisissez un autre territoire.")
        return
    where = f"{choice.label}, {name_in_view()}"
    curves = {year: science.lorenz(values) for year, values in counts.items()}
    lines = [_line(year, values) for year, values in counts.items()]
    left, right = st.columns([3, 2], gap="large")
    with left:
        title = f"Courbe de Lorenz des effectifs par site, {where}"
        parts.chart(charts.lorenz(curves), title)
    with right:
        table = pd.DataFrame(lines)
        parts.table(table, "Concentration par année")
        parts.reading(readings.concentration(lines[-1], where))
        st.caption(
            "Gini : 0 si chaque site accueillait autant de personnes, proche de 1 si un seul les "
            "accueillait toutes. Les sites sans réponse sont laissés de côté."
        )
    source_line(choice)
    last = max(curves)
    sites, trainees = (100 * share for share in curves[last])
    points = pd.DataFrame({"% des sites": sites.round(1), "% des effectifs": trainees.round(1)})
    parts.twin(f"Points de la courbe, {last}", points)


def _line(year: int, counts: science.Floats) -> dict[str, str]:
    return {
        "Année": str(year),
        "Sites": number(int(np.isfinite(counts).sum())),
        "Effectif": number(np.nansum(counts)),
        "Gini": number(science.gini(counts), 2),
        "Cinq premiers sites": percent(science.share_of_first(counts)),
    }
