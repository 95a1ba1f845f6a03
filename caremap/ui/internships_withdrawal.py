"""Tab « Retrait » of the page « Stages »: what a territory keeps if a site or discipline leaves."""

import pandas as pd
import streamlit as st

from caremap import internships as science
from caremap import readings_internships as readings
from caremap.catalog import CAVEATS
from caremap.catalog.placements import DISCIPLINES
from caremap.formats import number, percent
from caremap.ui import parts, state, store
from caremap.ui.choropleth import in_departement
from caremap.ui.internships import members_at, rows_of, source_line
from caremap.ui.internships_choice import Choice, communes_in_view, name_in_view, within_in_view
from caremap.ui.internships_secrecy import has_secret, not_computed

_SLUGS = {label: slug for slug, label in DISCIPLINES.items()}


def withdrawal(choice: Choice) -> None:
    """Choose what withdraws, then show what the territory and each EPCI keep."""
    rows = rows_of(choice)
    if has_secret(choice, rows):
        not_computed("Ce que garde un territoire après un retrait")
        return
    own = rows[rows["commune_id"].isin(communes_in_view())]
    options = _options(own)
    if not options:
        parts.nothing_to_show(
            f"Personne n'est compté dans « {name_in_view()} ».",
            "Choisissez un autre territoire à gauche.",
        )
        return
    chosen = state.get("retrait")
    chosen = chosen if chosen in options else next(iter(options))
    st.selectbox(
        f"Retrait simulé ({name_in_view()})",
        list(options),
        format_func=lambda option: options[option],
        width=520,
        **state.bound("retrait", chosen),
    )
    kind, _, name = chosen.partition(":")
    column, value = ("site_id", name) if kind == "site" else ("discipline", DISCIPLINES[name])
    gone = (rows[column] == value).to_numpy(dtype=bool)
    _result(choice, options[chosen], gone)
    _reliance(choice)


def _options(rows: pd.DataFrame) -> dict[str, str]:
    """Sites, then disciplines, that count somebody: the largest first."""
    options = {}
    for kind, column, title in (("site", "site_id", "Site"), ("filiere", "discipline", "Filière")):
        counts = rows.groupby(column)["trainees"].sum()
        ordered = counts[counts > 0].sort_values(ascending=False, kind="stable")
        if kind == "filiere" and len(ordered) < 2:
            continue
        names = rows.drop_duplicates("site_id").set_index("site_id")["site_name"]
        for key, count in ordered.items():
            label = names[key] if kind == "site" else key
            value = key if kind == "site" else _SLUGS[str(key)]
            options[f"{kind}:{value}"] = f"{title} · {label} ({number(float(count))})"
    return options


def _result(choice: Choice, label: str, gone: "pd.Series[bool]") -> None:
    rows = rows_of(choice)
    own = pd.DataFrame({"commune_id": sorted(communes_in_view()), "territory_id": "vue"})
    kept = science.withdrawal(rows, gone, own)
    names = store.territories()
    epci = science.withdrawal(rows, gone, members_at("epci"))
    epci = in_departement(
        epci.assign(departement_id=epci["territory_id"].map(names["departement_id"]))
    )
    hit = epci[epci["lost"] > 0]
    parts.reading(
        readings.withdrawal(
            label, name_in_view(), kept.iloc[0], (len(hit), len(epci), within_in_view())
        )
    )
    table = pd.DataFrame(
        {
            "EPCI": hit["territory_id"].map(names["name"]),
            "Avant": hit["before"],
            "Après": hit["after"],
            "Perdu": hit["lost"],
            "Part gardée": [percent(value) for value in hit["kept_share"]],
            "Habitants": hit["territory_id"].map(names["population"]),
        }
    )
    parts.table(table, "Effectifs par EPCI après le retrait")
    source_line(choice)
    st.caption(CAVEATS["withdrawal"])


def _reliance(choice: Choice) -> None:
    """How much each EPCI rests on one site and on one discipline."""
    table = in_departement(_reliance_table(choice)).drop(columns="departement_id")
    alone = int((table["Sa part"] == 100).sum())
    st.markdown("**Dépendance de chaque EPCI**")
    parts.reading(
        f"{number(alone)} EPCI sur les {number(len(table))} qui comptent des {choice.noun} "
        f"{within_in_view()} {'les a' if alone == 1 else 'les ont'} tous dans un seul site."
    )
    parts.table(
        table,
        alt="Dépendance de chaque EPCI à un site",
        column_config={
            name: st.column_config.NumberColumn(format="%.0f %%")
            for name in ("Sa part", "Part de la filière")
        },
    )


def _reliance_table(choice: Choice) -> pd.DataFrame:
    rows, members = rows_of(choice), members_at("epci")
    places = store.territories()
    names = rows.drop_duplicates("site_id").set_index("site_id")["site_name"]
    sites = science.reliance(rows, members, "site_id").set_index("territory_id")
    groups = science.reliance(rows, members, "discipline").set_index("territory_id")
    table = pd.DataFrame(
        {
            "EPCI": sites.index.map(places["name"]),
            "departement_id": sites.index.map(places["departement_id"]),
            "Premier site": sites["first"].map(names),
            "Sa part": sites["first_share"].round(1),
            "Première filière": groups["first"].reindex(sites.index),
            "Part de la filière": groups["first_share"].reindex(sites.index).round(1),
        }
    )
    return table.sort_values(["Sa part", "EPCI"], ascending=[False, True])
