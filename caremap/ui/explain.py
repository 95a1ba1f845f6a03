"""« Expliquer ce chiffre »: what one figure is made of, from its definition to its lines."""

import pandas as pd
import streamlit as st
from streamlit.elements.lib.mutable_popover_container import PopoverContainer

from caremap import explanations
from caremap.catalog import INDICATOR_BY_ID, STATUS_BY_ID, Indicator, nearest_year, origins_of
from caremap.formats import day
from caremap.paths import page_path
from caremap.ui import perimeter, state, store


def fold(key: str) -> PopoverContainer:
    """Place of what a figure is made of; closed, it holds nothing."""
    return st.popover(
        "Expliquer ce chiffre",
        icon=":material/help:",
        type="tertiary",
        on_change="rerun",
        key=key,
    )


def button(
    indicators: tuple[Indicator, ...], key: str, folded: PopoverContainer | None = None
) -> None:
    """Offer to explain the figures above, here or in a fold drawn before."""
    folded = folded or fold(key)
    if folded.open:
        with folded:
            _choice(indicators, key)


def _choice(indicators: tuple[Indicator, ...], key: str) -> None:
    by_id = {one.id: one for one in indicators}
    chosen = next(iter(by_id))
    if len(by_id) > 1:
        chosen = st.selectbox(
            "Chiffre",
            list(by_id),
            format_func=lambda one: by_id[one].label,
            key="-".join(("chiffre", key, *by_id)),
        )
    explain(by_id[chosen], state.get("territoire"))


def explain(indicator: Indicator, territory_id: str) -> None:
    """Everything behind the figure of one territory, in the year on screen.

    A figure that a page makes is not one of the release: only how it is made is told.
    """
    year = nearest_year(store.dated(indicator), state.year())
    st.markdown(f"**{indicator.label}**, {year}")
    if indicator.id not in INDICATOR_BY_ID:
        st.markdown(_how(indicator))
        _links(indicator)
        return
    st.text(store.name_of(territory_id))
    rows = store.profile(territory_id)
    found = rows[(rows["indicator_id"] == indicator.id) & (rows["year"] == year)]
    if found.empty:
        st.info(_absence(indicator, store.level_of(territory_id)))
        st.markdown(f"- **Définition** : {indicator.definition}")
        return
    _made_of(indicator, found.iloc[0])
    _class(indicator, found.iloc[0], territory_id, year)
    for caveat in indicator.caveats:
        st.caption(perimeter.caveat(caveat))
    _links(indicator)


def _absence(indicator: Indicator, level: str) -> str:
    """Why a territory has no figure, and what to do."""
    if not indicator.is_defined_at(level):
        return "Sans objet à ce niveau : choisissez un territoire d'un autre niveau à gauche."
    return "Non publié pour ce territoire cette année-là : choisissez-en un autre à gauche."


def _how(indicator: Indicator) -> str:
    """Definition, formula, status and sources, without the numbers of a territory."""
    sources = [store.source(one) for one in indicator.source_ids]
    lines = [
        f"**Définition** : {indicator.definition}",
        f"**Formule** : {indicator.formula}",
        f"**Statut** : {_status(indicator.status)}",
        *(f"**Source** : {one.citation}. {one.licence}." for one in sources),
    ]
    return "\n".join(f"- {line}" for line in lines)


def _made_of(indicator: Indicator, row: "pd.Series[object]") -> None:
    value, numerator, denominator = (_float(row[n]) for n in ("value", "numerator", "denominator"))
    filled = explanations.calculation(indicator, value, numerator, denominator)
    source = store.source(str(row["source_id"]))
    lines = [
        f"**Valeur** : {explanations.written(indicator, value)} {indicator.unit.strip('%')}",
        f"**Définition** : {indicator.definition}",
        f"**Formule** : {indicator.formula}",
        f"**Avec ses nombres** : {filled}" if filled else "",
        f"**Numérateur** : {indicator.numerator}" if indicator.numerator else "",
        f"**Dénominateur** : {indicator.denominator}" if indicator.denominator else "",
        f"**Statut** : {_status(str(row['status']))}",
        f"**Source** : {source.citation}. {source.licence}. Données du {day(source.data_date)}.",
    ]
    others = [one for one in indicator.source_ids if one != source.id]
    lines += [f"**Autre source** : {store.source(one).citation}." for one in others]
    st.markdown("\n".join(f"- {line}" for line in lines if line))


def _status(status: str) -> str:
    return f"{STATUS_BY_ID[status].label}. {STATUS_BY_ID[status].definition}"


def _float(cell: object) -> float | None:
    return None if cell is None or pd.isna(cell) else float(str(cell))


def _class(indicator: Indicator, row: "pd.Series[object]", territory_id: str, year: int) -> None:
    level = store.level_of(territory_id)
    known = (
        list(store.value_by_id(indicator.id, level, year).values())
        if level in indicator.levels
        else []
    )
    value, denominator = _float(row["value"]), _float(row["denominator"])
    if value is None:
        return
    text = explanations.what_would_change(indicator, value, denominator, level, known)
    if text:
        st.markdown(f"- **Ce qui changerait sa classe** : {text}")


def _links(indicator: Indicator) -> None:
    if origins_of(indicator):
        kept = state.chosen() | {"indicateur": indicator.id}
        st.page_link(
            page_path("donnees"),
            label="Voir les lignes des fichiers",
            icon=":material/table_rows:",
            query_params=kept,
        )
    st.page_link(page_path("methode"), label="Méthode", icon=":material/menu_book:")
