"""Parts of the page « Synthèse »: headline figures, sentences, entries, freshness."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import streamlit as st

from caremap import readings
from caremap.catalog import Indicator
from caremap.formats import age_in_words, day, number, with_unit
from caremap.palettes import NORD, SYMBOL
from caremap.paths import page_path
from caremap.ui import availability, identity, perimeter, state, steward_store, store
from caremap.ui.parts import Headline, plain_table, year_of

_HEADLINES = (
    ("pop_share_apl_under_2_5", "Population en commune sous-dense (APL ≤ 2,5)", "#253494"),
    ("apl_gp_65", "APL, généralistes de 65 ans ou moins", "#253494"),
    ("gp_density", "Généralistes libéraux pour 100 000 habitants", NORD),
    ("hospital_interns", "Internes présents à l'hôpital", SYMBOL),
)


def _row(indicator_id: str, territory_id: str, year: int) -> dict[str, Any]:
    level = "perimetre" if territory_id == perimeter.whole_id() else "departement"
    rows = store.values(indicator_id, level, year)
    found: dict[str, Any] = rows[rows["territory_id"] == territory_id].to_dict("records")[0]
    return found


def headline_indicators() -> tuple[Indicator, ...]:
    """Indicators of the headline figures."""
    return tuple(store.indicator(indicator_id) for indicator_id, _, _ in _HEADLINES)


def headlines() -> tuple[Headline, ...]:
    """Four headline figures: the perimeter, then each département."""
    return _headlines(store.release_id(), state.year())


@lru_cache(maxsize=32)
def _headlines(release_id: str, asked_year: int | None) -> tuple[Headline, ...]:
    return tuple(_headline(*entry) for entry in _HEADLINES)


def _headline(indicator_id: str, title: str, tone: str) -> Headline:
    indicator = store.indicator(indicator_id)
    year = year_of(indicator)
    percent = "%" if indicator.unit == "%" else ""
    whole = _row(indicator_id, perimeter.whole_id(), year)
    parts = tuple(
        (
            name,
            with_unit(_row(indicator_id, code, year)["value"], indicator.decimals, percent),
        )
        for code, name in perimeter.departements().items()
    )
    unit = "" if percent else indicator.unit
    if indicator_id == "pop_share_apl_under_2_5":
        unit = f"soit {number(whole['numerator'])} habitants"
    source = store.source(indicator.source_ids[0])
    return Headline(
        title,
        with_unit(whole["value"], indicator.decimals, percent),
        parts,
        unit,
        f"{source.producer}, {year}. {perimeter.current().together.capitalize()}.",
        tone,
    )


def sentences() -> list[str]:
    """What stands out, in the order a planner asks."""
    return sentences_of(store.release_id(), year_of(store.indicator("apl_gp_65")))


@lru_cache(maxsize=16)
def sentences_of(release_id: str, year: int) -> list[str]:
    """Return the six sentences of one release for a year of access, in a fixed order.

    One whose figures are not in the release says so.
    """
    apl = store.indicator("apl_gp_65")
    share = "pop_share_apl_under_2_5"
    zones = {
        zone: _row(f"pop_share_{zone.lower()}", perimeter.whole_id(), 2025)["value"]
        for zone in ("ZIP", "ZAC", "ZAR")
    }
    told: dict[str, Callable[[], str]] = {
        share: lambda: readings.under_served(
            store.values(share, "departement", year),
            _row(share, perimeter.whole_id(), year),
            perimeter.current(),
        ),
        apl.id: lambda: readings.lowest_access(store.values(apl.id, "epci", year), apl, year),
        "apl_gp_change": lambda: readings.largest_fall(
            store.values("apl_gp_change", "epci", 2024), 2022, 2024
        ),
        "gp_60_plus_share": lambda: readings.oldest_doctors(
            store.values("gp_60_plus_share", "epci", 2019), 2019
        ),
        "pop_share_zip": lambda: readings.zoning(zones, perimeter.current()),
        "hospital_interns": lambda: readings.intern_concentration(
            store.values("hospital_interns", "commune", 2023), 2023
        ),
    }
    return [say() if availability.holds(name) else _not_held(name) for name, say in told.items()]


def _not_held(indicator_id: str) -> str:
    return f"« {store.indicator(indicator_id).label} » : aucune valeur dans cette version."


@dataclass(frozen=True)
class _Link:
    page_id: str
    label: str
    parameters: dict[str, str] | None = None


_ENTRIES: tuple[tuple[str, str, tuple[_Link, ...]], ...] = (
    (
        "Vous planifiez l'offre de soins",
        "Voir où l'accès est faible, pour combien d'habitants, et ce que dit le zonage.",
        (_Link("acces", "Ouvrir la carte de l'accès"), _Link("densite", "Comparer les densités")),
    ),
    (
        "Vous dirigez une faculté ou un département",
        "Voir où sont les internes à l'hôpital, face aux besoins des territoires.",
        (
            _Link(
                "densite",
                "Carte des internes",
                {"indicateur": "hospital_interns", "mode": "symboles"},
            ),
        ),
    ),
    (
        "Vous présentez un territoire",
        "Une fiche par commune ou EPCI : points forts, points de vigilance, semblables.",
        (_Link("territoire", "Ouvrir la fiche territoire"),),
    ),
    (
        "Vous tenez les données à jour",
        "Définitions, millésimes, limites, et ce qui manque encore.",
        (_Link("donnees", "Voir l'état des données"), _Link("methode", "Lire la méthode")),
    ),
)


def entries() -> None:
    """One entry for each kind of user."""
    for column, (title, text, links) in zip(st.columns(4), _ENTRIES, strict=True):
        with column, st.container(border=True, height="stretch"):
            st.markdown(f"**{title}**\n\n{text}")
            for link in (one for one in links if identity.may_open(one.page_id)):
                st.page_link(
                    page_path(link.page_id),
                    label=link.label,
                    icon=":material/arrow_forward:",
                    query_params=link.parameters and state.chosen() | link.parameters,
                )


def freshness() -> None:
    """How old each source is, and whether it is past its limit."""
    rows = [
        {
            "Source": entry["source"].label,
            "Producteur": entry["source"].producer,
            "Millésime": entry["source"].vintage,
            "Données au": day(entry["source"].data_date),
            "Âge": age_in_words(entry["age_days"]),
            "État": "ancienne" if entry["stale"] else "à jour",
            "Liste": "partielle" if entry["source"].partial else "complète",
        }
        for entry in sorted(steward_store.source_ages(), key=lambda entry: -entry["age_days"])
    ]
    plain_table(rows, "Fraîcheur de chaque source")
    st.caption(
        "« Ancienne » : l'âge dépasse la limite fixée pour la source dans le catalogue ; "
        "la donnée reste la dernière disponible ici."
    )
