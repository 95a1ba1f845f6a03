"""Lists of the page « Fiche territoire »: communes, structures, interns, immersion."""

from functools import lru_cache

import pandas as pd
import streamlit as st

from caremap.catalog import CAVEATS
from caremap.formats import day, number
from caremap.ui import parts, store
from caremap.ui.sheet import Place

MANY_COMMUNES = 120


def communes(place: Place) -> None:
    """Communes of the territory with access, doctors and zone; folded when they are many."""
    count = len(store.members(place.id))
    parts.twin(
        f"Les {number(count)} communes : {place.name}",
        lambda: _communes(store.release_id(), place.id),
        expanded=count <= MANY_COMMUNES,
        key="communes",
    )
    zones = store.indicator("zone")
    st.caption(f"{CAVEATS['gp_2019']} {CAVEATS[zones.caveats[0]]}")


@lru_cache(maxsize=64)
def _communes(release_id: str, territory_id: str) -> pd.DataFrame:
    table = store.members(territory_id)[["name", "commune_id", "population"]].set_axis(
        ["Commune", "Code", "Population"], axis=1
    )
    for indicator_id in ("apl_gp_65", "apl_gp", "gp_count", "zone"):
        indicator = store.indicator(indicator_id)
        values = store.value_by_id(indicator_id, "commune", indicator.last_year)
        table[f"{indicator.short_label}, {indicator.last_year}"] = [
            parts.value_text(indicator, values.get(code)) for code in table["Code"]
        ]
    return table


@lru_cache(maxsize=128)
def _inside(release_id: str, name: str, territory_id: str) -> pd.DataFrame:
    """Rows of a small mart whose commune belongs to the territory."""
    members = set(store.members(territory_id)["commune_id"])
    rows = store.table(name)
    return rows[rows["commune_id"].isin(members)]


def structures(place: Place) -> None:
    """MSP, health centres, CPTS and hospitals known in the territory."""
    rows = _inside(store.release_id(), "marts.structures", place.id)
    if rows.empty:
        parts.nothing_to_show(
            "Aucune structure relevée dans ce territoire : la liste est partielle.",
            "Un gestionnaire de données peut la compléter (page Méthode).",
        )
        return
    parts.table(
        _structures(store.release_id(), place.id),
        column_config={"Source": st.column_config.LinkColumn(display_text="ouvrir")},
        alt=f"Structures : {place.name}",
    )
    st.caption(f"{CAVEATS['msp_partial']} {CAVEATS['cpts_partial']}")


@lru_cache(maxsize=128)
def _structures(release_id: str, territory_id: str) -> pd.DataFrame:
    rows = _inside(release_id, "marts.structures", territory_id)
    names = store.territories()["name"]
    return pd.DataFrame(
        {
            "Structure": rows["name"],
            "Type": rows["kind"],
            "Commune": rows["commune_id"].map(names),
            "État": rows["state"].fillna("n.d."),
            "Date": [
                day(str(value)) if value else "n.d." for value in rows["state_date"].fillna("")
            ],
            "Source": rows["source_url"].fillna("").str.extract(r"(https?://[^ |]+)")[0],
        }
    )


def interns(place: Place) -> None:
    """Interns present in the hospitals of the territory, by site and year."""
    table = _interns(store.release_id(), place.id)
    if table.empty:
        parts.nothing_to_show(
            "Aucun site hospitalier de ce territoire n'a déclaré d'internes à la SAE.",
            "Les stages en ville ne sont pas publiés (page Méthode).",
        )
        return
    parts.table(table, f"Internes : {place.name}")
    parts.source_text(f"Source : DREES, SAE. {CAVEATS['sae_scope']} {CAVEATS['sae_empty']}")


@lru_cache(maxsize=128)
def _interns(release_id: str, territory_id: str) -> pd.DataFrame:
    rows = _inside(release_id, "marts.placements", territory_id)
    rows = rows[(rows["trainee_level"] == "interne") & (rows["source_id"] == "drees_sae")]
    totals = rows.groupby(["site_name", "year"])["trainees"].sum(min_count=1).unstack("year")
    table = totals.astype(float).map(number).reset_index()
    table.columns = ["Site", *(f"Internes {year}" for year in totals.columns)]
    return table


def immersion(place: Place) -> None:
    """Immersion days held in the territory, and hosts that come from it."""
    lines = _immersion(store.release_id(), place.id)
    if not lines:
        held = not store.table("marts.immersion_hosts").empty
        unnamed = "Sept des huit territoires hôtes de 2024 ne sont pas nommés par les sources."
        parts.nothing_to_show(
            "Aucune journée d'immersion documentée dans ce territoire.", unnamed if held else ""
        )
        return
    parts.say(lines)
    st.caption(f"{CAVEATS['immersion_counts']} {CAVEATS['immersion_2026']}")


@lru_cache(maxsize=256)
def _immersion(release_id: str, territory_id: str) -> str:
    members = set(store.members(territory_id)["commune_id"])
    editions = store.table("marts.immersion_editions").set_index("edition_id", drop=False)
    hosts = store.table("marts.immersion_hosts")
    held = editions[editions["commune_id"].isin(members)]
    own = hosts[hosts["commune_id"].isin(members)]
    lines = [
        f"- **{row['label']}**, {row['place']} ({row['mode'] or 'mode non précisé'})"
        for _, row in held.iterrows()
    ]
    lines += [
        f"- Hôte de {editions.at[row['edition_id'], 'label']} : {row['host_name']}"
        for _, row in own.iterrows()
    ]
    return "\n".join(lines)
