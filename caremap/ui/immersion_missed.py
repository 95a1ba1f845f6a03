"""Part of the page « Journées d'immersion »: under-served places that no named host covers."""

import pandas as pd
import streamlit as st

from caremap import charts, reach
from caremap.catalog.indicators.immersion import APL_YEAR, MISSED_PEOPLE
from caremap.formats import enumerate_words, number
from caremap.ui import immersion_store, parts, perimeter, rankings, state, store

SHOWN_EPCI = 12


def never_reached(radius_km: int) -> None:
    """EPCI, then communes, whose under-served people no named host covers."""
    places, covered = immersion_store.places(), immersion_store.reached(radius_km)
    rows = _missed(reach.never_reached(covered, places))
    if rows.empty:
        parts.nothing_to_show(
            "Toutes les communes sous-denses sont dans le territoire d'un hôte nommé.",
            "Réduisez la distance, ou levez le filtre de département.",
        )
        return
    st.markdown(f"**Intercommunalités les moins atteintes** ({len(rows)} au total)")
    shown = rows.head(SHOWN_EPCI)
    figure = charts.ranking(
        shown, MISSED_PEOPLE, state.get("territoire"), colors=perimeter.colors()
    )
    figure.update_xaxes(range=[0, 1.15 * float(shown["value"].max())])
    parts.chart(figure, MISSED_PEOPLE.label)
    rankings.choosing_table(rows, MISSED_PEOPLE, "jamais-atteints")
    whole = rows[rows["reached"] == 0]
    names = [str(name) for name in rows["name"].head(3)]
    parts.reading(
        f"{number(rows['value'].sum())} habitants de communes sous-denses, dans {len(rows)} "
        f"intercommunalités, n'ont été atteints par aucun hôte nommé ; {len(whole)} d'entre elles "
        f"n'ont aucune commune sous-dense couverte. Celles où il en "
        f"reste le plus : {enumerate_words(names)}."
    )
    parts.source_line(MISSED_PEOPLE)
    parts.twin("Communes sous-denses jamais atteintes", lambda: missed_communes(covered))


def _missed(found: pd.DataFrame) -> pd.DataFrame:
    rows = store.territories().reindex(found["epci_id"])
    table = pd.DataFrame(
        {
            "territory_id": found["epci_id"].to_numpy(),
            "name": rows["name"].to_numpy(),
            "departement_id": rows["departement_id"].to_numpy(),
            "population": rows["population"].to_numpy(),
            "value": found["missed"].to_numpy(),
            "reached": found["reached"].to_numpy(),
        }
    )
    departement = state.get("departement")
    return table[table["departement_id"] == departement] if departement else table


def missed_communes(covered: reach.Mask) -> pd.DataFrame:
    """One row per under-served commune that no named host covers, most people first."""
    places, km = immersion_store.places(), immersion_store.km_from_faculty()
    apl = store.values("apl_gp_65", "commune", APL_YEAR)["value"].to_numpy()
    departement = state.get("departement")
    return pd.DataFrame(
        {
            "Commune": store.name_of(places.ids[at]),
            "Code": places.ids[at],
            "Intercommunalité": store.name_of(places.epci_ids[at]),
            "Habitants": int(places.population[at]),
            f"APL {APL_YEAR}": float(apl[at]),
            perimeter.distance_title(): round(float(km[at])),
        }
        for at in reach.never_reached_communes(covered, places)
        if places.ids[at].startswith(departement)
    )
