"""Sentences computed from figures. Pure: every number in a sentence comes from its arguments."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caremap.catalog import EMBEDDED, LEVEL_BY_ID, Indicator, Perimeter
from caremap.formats import enumerate_words, number, percent, signed, with_unit


def under_served(
    rows: pd.DataFrame, whole: Mapping[str, float], perimeter: Perimeter = EMBEDDED
) -> str:
    """People in under-served communes: `rows` is one row a département, `whole` the perimeter.

    Both hold numerator (people), denominator and value (percent).
    """
    parts = [
        f"{percent(row.value)} {perimeter.words_within(row.territory_id)}"
        for row in rows.itertuples()
    ]
    return (
        f"{number(whole['numerator'])} habitants, soit {percent(whole['value'])} de la population, "
        "vivent dans une commune où l'accès aux généralistes de 65 ans ou moins est de 2,5 "
        f"consultations par an ou moins : {enumerate_words(parts)}."
    )


def largest_fall(change: pd.DataFrame, first_year: int, last_year: int) -> str:
    """EPCI where access fell most: `change` has name and value (difference of two years)."""
    fallen = change[change["value"] < 0].nsmallest(3, "value")
    names = [f"{row.name} ({signed(row.value, 2)})" for row in fallen.itertuples()]
    falling = int((change["value"] < 0).sum())
    known = int(change["value"].notna().sum())
    return (
        f"Entre {first_year} et {last_year}, l'APL à l'ensemble des généralistes a baissé dans "
        f"{falling} EPCI sur {known} ; le plus dans {enumerate_words(names)}."
    )


def oldest_doctors(rows: pd.DataFrame, year: int) -> str:
    """EPCI where GPs are oldest: `rows` has name, value (percent), numerator, denominator."""
    known = rows[rows["denominator"] >= 10].nlargest(3, "value")
    names = [
        f"{row.name} ({percent(row.value, 0)}, {number(row.numerator)} sur "
        f"{number(row.denominator)})"
        for row in known.itertuples()
    ]
    return (
        f"Fin {year}, la part de généralistes de 60 ans et plus était la plus forte dans "
        f"{enumerate_words(names)} (EPCI d'au moins 10 généralistes)."
    )


def lowest_access(rows: pd.DataFrame, indicator: Indicator, year: int) -> str:
    """EPCI with the lowest APL, series named."""
    lowest = rows.dropna(subset=["value"]).nsmallest(3, "value")
    names = [f"{row.name} ({number(row.value, 2)})" for row in lowest.itertuples()]
    return f"L'accès le plus faible en {year} ({indicator.short_label}) : {enumerate_words(names)}."


def intern_concentration(rows: pd.DataFrame, year: int) -> str:
    """Share of the interns present in the five communes that host most of them."""
    total = rows["value"].sum()
    first = rows.nlargest(5, "value")
    names = [str(name) for name in first["name"]]
    hosts = int((rows["value"] > 0).sum())
    share = 100 * first["value"].sum() / total
    return (
        f"En {year}, les hôpitaux de {hosts} communes accueillaient {number(total)} internes ; "
        f"{percent(share, 0)} d'entre eux étaient à {enumerate_words(names)}."
    )


def zoning(rows: Mapping[str, float], perimeter: Perimeter = EMBEDDED) -> str:
    """Share of the population in each zone: percent by zone label."""
    parts = [f"{percent(value)} en {zone}" for zone, value in rows.items()]
    return f"Zonage connu en mai 2025 : {enumerate_words(parts)} de la population {_of(perimeter)}."


def _of(perimeter: Perimeter) -> str:
    size = len(perimeter.codes)
    return "du département" if size == 1 else f"des {size} départements"


def map_reading(rows: pd.DataFrame, indicator: Indicator, level: str, year: int) -> str:
    """How to read a choropleth: the lowest and the highest territory, and the middle."""
    known = rows[rows["value"].notna()]
    plural = LEVEL_BY_ID[level].plural
    if known.empty:
        return f"Aucune valeur publiée de « {indicator.label} » pour ces {plural} en {year}."
    low, high = known["value"].min(), known["value"].max()
    middle = float(np.median(known["value"]))
    missing = len(rows) - len(known)
    absent = f" ; {number(missing)} sans valeur publiée" if missing else ""
    span = (
        f"{year} : de {_value(indicator, low)} ({_holders(known, low, plural)}) à "
        f"{_value(indicator, high)} ({_holders(known, high, plural)})"
    )
    if middle == low:
        equal = int((known["value"] == low).sum())
        return (
            f"{span} ; {number(equal)} {plural} sur {number(len(known))} sont à "
            f"{_value(indicator, low)}{absent}."
        )
    return (
        f"{span} ; la moitié des {number(len(known))} {plural} est à "
        f"{_value(indicator, middle)} ou moins{absent}."
    )


def _holders(known: pd.DataFrame, value: float, plural: str) -> str:
    """Who holds a value: its name, or how many they are."""
    names = known.loc[known["value"] == value, "name"]
    return str(names.iloc[0]) if len(names) == 1 else f"{number(len(names))} {plural}"


def count_reading(rows: pd.DataFrame, indicator: Indicator, level: str, year: int) -> str:
    """How to read a map of symbols: total, first territory, how many have none."""
    known = rows[rows["value"].notna()]
    plural = LEVEL_BY_ID[level].plural
    if known.empty:
        return f"Aucune valeur publiée de « {indicator.label} » pour ces {plural} en {year}."
    first = known.loc[known["value"].idxmax()]
    none = int((known["value"] == 0).sum())
    text = f"{year} : {number(known['value'].sum())} {indicator.unit} au total"
    if first["value"] > 0:
        text += f" ; le plus : {first['name']} ({number(first['value'])})"
    if none == 1:
        text += f" ; 1 des {number(len(known))} {plural} en compte 0"
    elif none:
        text += f" ; {number(none)} {plural} sur {number(len(known))} en comptent 0"
    return f"{text}."


def crossed_reading(
    first: Indicator,
    second: Indicator,
    groups: tuple[NDArray[np.int8], NDArray[np.int8]],
    population: pd.Series,
    level: str,
) -> str:
    """People who live where both indicators are in their lowest or highest third."""
    one, two = groups
    people = population.to_numpy(dtype=float)
    corner = (one == 0) & (two == 2)
    return (
        f"{number(int(corner.sum()))} {LEVEL_BY_ID[level].plural}, "
        f"{number(people[corner].sum())} habitants, sont à la fois dans le tiers le plus bas pour "
        f"« {first.short_label} » et dans le tiers le plus haut pour « {second.short_label} »."
    )


def weighted_median(
    values: NDArray[np.float64], weights: NDArray[np.float64], indicator: Indicator, year: int
) -> str:
    """The value that half of the people are under, and the share of people at each threshold."""
    known = np.isfinite(values)
    order = np.argsort(values[known])
    ranked, people = values[known][order], weights[known][order]
    middle = ranked[np.searchsorted(np.cumsum(people), people.sum() / 2)]
    text = (
        f"{year} : la moitié des habitants vit dans un territoire à "
        f"{_value(indicator, float(middle))} ou moins"
    )
    for threshold in indicator.thresholds:
        share = 100 * people[ranked <= threshold].sum() / people.sum()
        text += f" ; {percent(share)} à {number(threshold, 1)} ou moins"
    return f"{text}."


def _value(indicator: Indicator, value: float) -> str:
    return with_unit(value, indicator.decimals, "%" if indicator.unit == "%" else "")
