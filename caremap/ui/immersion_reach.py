"""Parts of the page « Journées d'immersion »: territories covered, and places never reached."""

import numpy as np
import pandas as pd
import streamlit as st

from caremap import reach
from caremap.catalog import CAVEATS, STATUS_BY_ID, Indicator
from caremap.catalog.indicators.immersion import (
    APL_YEAR,
    REACH_BASES,
    REACH_BASIS_BY_ID,
    REACH_STATE,
)
from caremap.charts_immersion import COUNT_KINDS
from caremap.classes import Classes
from caremap.formats import NOT_APPLICABLE, NOT_PUBLISHED, number, percent
from caremap.maps import MapView, Series, class_codes
from caremap.readings_immersion import at_least, students_in_words
from caremap.ui import immersion_store, map_view, parts, perimeter, state, store, territory_card
from caremap.ui.choropleth import outside_apart, show
from caremap.ui.places import map_columns

REACH_COLORS = ("#0b5f6b", "#8fcfc9", "#c8551b", "#eef0ee")
SHOWN_EPCI = 12
_DAYS = 1


def state_map(indicator: Indicator, states: np.ndarray, colors: tuple[str, ...], page: str) -> None:
    """Map of communes by state, with its legend and the card of the chosen territory."""
    codes = tuple(float(code) for code, _, _ in indicator.categories)
    places = store.territories().loc[list(immersion_store.places().ids)]
    index = outside_apart(np.asarray(states - codes[0], dtype=np.int8), places)
    counts = tuple(int(np.count_nonzero(index == at)) for at in range(len(colors)))
    view = MapView(
        level="commune",
        codes=class_codes(index),
        palette=colors,
        series=(Series(indicator, states.astype(float)),),
        departement=state.get("departement"),
        selected=state.get("territoire"),
    )
    drawing, side = map_columns()
    with drawing:
        show(view, indicator, page)
    with side:
        classes = Classes("officiels", codes[0], codes, counts, index)
        legend = map_view.class_legend(indicator, classes, colors, "commune", APL_YEAR)
        territory_card.show(legend)


def reach_map(radius_km: int) -> None:
    """Communes by whether a named host covers them and whether they are under-served."""
    places, covered = immersion_store.places(), immersion_store.reached(radius_km)
    need = places.under_served
    states = np.select([covered & need, covered, need], [1, 2, 3], 4)
    state_map(REACH_STATE, states, REACH_COLORS, "immersion")
    found = reach.coverage(covered, places)
    total = float(places.under_served_people.sum())
    share = percent(100 * found.under_served_people / total if total else None)
    parts.reading(
        f"Les hôtes nommés couvrent {number(found.communes)} communes et {number(found.people)} "
        f"habitants ; {number(found.under_served_people)} d'entre eux vivent dans une commune "
        f"sous-dense, soit {share} des {number(total)} habitants de communes sous-denses."
    )
    parts.source_line(REACH_STATE)
    parts.twin("Tableau de la carte de portée", lambda: communes_table(REACH_STATE, states))


def communes_table(indicator: Indicator, states: np.ndarray) -> pd.DataFrame:
    """Twin table of a map of states: one row a commune of the chosen département."""
    places = immersion_store.places()
    labels = {code: label for code, label, _ in indicator.categories}
    table = pd.DataFrame(
        {
            "Commune": store.territories()["name"].reindex(places.ids).to_list(),
            "Code": places.ids,
            "Intercommunalité": [store.name_of(epci) for epci in places.epci_ids],
            "Population": places.population.astype(int),
            "État": [labels[int(code)] for code in states],
            perimeter.distance_title(): immersion_store.km_from_faculty().round().astype(int),
        }
    )
    departement = state.get("departement")
    table = table[table["Code"].str.startswith(departement)]
    return table.sort_values(["État", "Population"], ascending=[True, False])


def rules(radius_km: int) -> None:
    """How reach is defined, in the words of the catalog."""
    with st.expander("Comment la portée est définie", icon=":material/straighten:"):
        lines = [
            f"- **{basis.label.capitalize()}** ({STATUS_BY_ID[basis.status].label}). {basis.rule}"
            for basis in REACH_BASES
        ]
        st.markdown("\n".join(lines))
        st.markdown(
            f"Distance choisie : {radius_km} km entre mairies, à vol d'oiseau. Une commune "
            "couverte plusieurs fois n'est comptée qu'une fois. Sous-dense : APL "
            f"{APL_YEAR} aux généralistes de 65 ans ou moins, 2,5 ou moins.\n\n"
            f"{CAVEATS['immersion_faculty']} {CAVEATS['immersion_reach']}"
        )


def by_host(radius_km: int) -> None:
    """One row a host: territory, people, people under-served, distance from Lille."""
    rows = _host_rows(store.current().release_id, radius_km)
    if not rows:
        parts.nothing_to_show("Aucun hôte connu.", "Complétez immersion_hosts.csv.")
        return
    parts.plain_table(rows, "Hôtes et territoires")
    st.caption(f"{immersion_store.completeness()} {CAVEATS['immersion_hosts']}")


@st.cache_resource(max_entries=40, show_spinner=False)
def _host_rows(release_id: str, radius_km: int) -> list[dict[str, str]]:
    labels = immersion_store.editions().set_index("edition_id")["label"]
    rows = [_host_row(host, labels, radius_km) for host in immersion_store.hosts()]
    for unnamed in immersion_store.unnamed_hosts():
        many = "nombre inconnu" if unnamed.count is None else str(unnamed.count)
        rows.append(
            {
                "Édition": unnamed.label,
                "Hôte": f"Hôtes non nommés ({many})",
                "Type": NOT_PUBLISHED,
                "Statut": NOT_PUBLISHED,
                "Territoire retenu": REACH_BASIS_BY_ID["inconnu"].label,
                **dict.fromkeys(_host_figures(), NOT_PUBLISHED),
            }
        )
    return sorted(rows, key=lambda row: row["Édition"])


_COVERED = ("Communes", "Habitants", "dont sous-dense")


def _host_figures() -> tuple[str, ...]:
    return (*_COVERED, f"Distance {perimeter.faculty().of}")


def _host_row(host: reach.Host, labels: pd.Series, radius_km: int) -> dict[str, str]:
    places = immersion_store.places()
    mask = reach.host_territory(host, places, radius_km)
    found = reach.coverage(mask, places)
    basis = REACH_BASIS_BY_ID[host.basis]
    words = basis.label
    if host.basis in {"rayon", "ancre"}:
        words = f"{store.name_of(host.commune_id)} et mairies à {radius_km} km"
        words += " (ancrage déduit)" if host.basis == "ancre" else ""
    km = NOT_PUBLISHED
    if host.commune_id in places.ids:
        at = places.ids.index(host.commune_id)
        km = f"{number(immersion_store.km_from_faculty()[at])} km"
    known = bool(mask.any())
    figures = (found.communes, found.people, found.under_served_people)
    texts = [number(figure) if known else NOT_PUBLISHED for figure in figures]
    return {
        "Édition": str(labels[host.edition_id]),
        "Hôte": host.name,
        "Type": host.kind,
        "Statut": STATUS_BY_ID[host.status].label,
        "Territoire retenu": words,
        **dict(zip(_host_figures(), (*texts, km), strict=True)),
    }


def by_edition(radius_km: int) -> None:
    """One row an edition, then all of them together, each commune once."""
    parts.plain_table(
        _edition_rows(store.current().release_id, radius_km), "Portée de chaque édition"
    )
    st.caption(
        f"{_RATE} : 10 000 × étudiants × 1 jour ÷ habitants de communes sous-denses couverts. "
        "Calculé seulement quand les hôtes de l'édition sont nommés : sinon les étudiants de tous "
        "les hôtes seraient rapportés aux habitants d'un seul. L'ensemble n'est pas la somme des "
        f"éditions. {CAVEATS['immersion_counts']}"
    )


@st.cache_resource(max_entries=40, show_spinner=False)
def _edition_rows(release_id: str, radius_km: int) -> list[dict[str, str]]:
    rows = [_edition_row(row, radius_km) for row in immersion_store.editions().itertuples()]
    whole = reach.coverage(immersion_store.reached(radius_km), immersion_store.places())
    rows.append(
        {
            "Édition": "Ensemble des éditions",
            "Mode": NOT_APPLICABLE,
            "Étudiants": NOT_APPLICABLE,
            "Habitants couverts": number(whole.people),
            "dont sous-dense": number(whole.under_served_people),
            _RATE: NOT_APPLICABLE,
        }
    )
    return rows


_RATE = "Journées-étudiants pour 10 000"


def _rate(students: pd.DataFrame, found: reach.Coverage) -> float | None:
    return reach.student_days_per_10k(
        float(students["count"].sum()), _DAYS, found.under_served_people
    )


def _edition_row(row: object, radius_km: int) -> dict[str, str]:
    edition_id = str(row.edition_id)  # type: ignore[attr-defined]
    students = immersion_store.students()
    by_kind = dict(list(students[students["edition_id"] == edition_id].groupby("kind")))
    mask = immersion_store.reached(radius_km, edition_id)
    found = reach.coverage(mask, immersion_store.places())
    named = bool(mask.any())
    whole = named and edition_id not in {u.edition_id for u in immersion_store.unnamed_hosts()}
    rates = [
        f"{at_least(own['note'])}{number(rate, 0)} ({COUNT_KINDS[kind]})"
        for kind, own in by_kind.items()
        if (rate := _rate(own, found))
    ]
    mode = row.mode  # type: ignore[attr-defined]
    return {
        "Édition": str(row.label),  # type: ignore[attr-defined]
        "Mode": mode if isinstance(mode, str) else NOT_PUBLISHED,
        "Étudiants": " ; ".join(
            f"{students_in_words(own)} {COUNT_KINDS[kind]}" for kind, own in by_kind.items()
        )
        or NOT_PUBLISHED,
        "Habitants couverts": number(found.people) if named else NOT_PUBLISHED,
        "dont sous-dense": number(found.under_served_people) if named else NOT_PUBLISHED,
        _RATE: " ; ".join(rates) if whole and rates else NOT_PUBLISHED,
    }
