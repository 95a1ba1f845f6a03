"""Sentences under lines over the years, bars by group and small maps. Pure."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caremap.catalog import Indicator
from caremap.charts import Line
from caremap.explanations import written
from caremap.formats import enumerate_words, number
from caremap.readings import map_reading

_NAMED = 3


def trend(lines: Sequence[Line], indicator: Indicator, title: str) -> str:
    """First and last value of each line, each with its year."""
    return f"{title} : {' ; '.join(_ends(line, indicator) for line in lines)}."


def _ends(line: Line, indicator: Indicator) -> str:
    first, last = (written(indicator, line.values[at]) for at in (0, -1))
    if len(line.years) == 1:
        return f"{line.label}, {last} en {line.years[0]} seulement"
    return f"{line.label}, {first} en {line.years[0]} puis {last} en {line.years[-1]}"


def breakdown(table: pd.DataFrame, label: str) -> str:
    """Largest groups of the last year known: `table` has one row a group, one column a year."""
    known = table.dropna(axis="columns", how="all")
    if known.empty:
        return f"{label} : aucun effectif publié par groupe."
    years = list(known.columns)
    counts = known[years[-1]].dropna().sort_values(ascending=False)
    named = [f"{group} ({number(count)})" for group, count in counts.head(_NAMED).items()]
    among = f", les premiers de {len(counts)} groupes" if len(counts) > _NAMED else ""
    text = f"{years[-1]}, {label} : {enumerate_words(named)}{among}"
    before = known[years[:-1]].loc[counts.index[0]].dropna()
    if before.empty:
        return f"{text}."
    year, count = next(iter(before.items()))
    return f"{text} ; {counts.index[0]} en {year} : {number(count)}."


def points(names: Sequence[str], shares: NDArray[np.float64], labels: Sequence[str]) -> str:
    """Family that brings most points to most territories; `shares` is points, (names, labels)."""
    largest = np.nan_to_num(shares).argmax(axis=1)
    counts = np.bincount(largest, minlength=len(labels))
    most, first = int(counts.argmax()), int(largest[0])
    return (
        f"Avec ces poids, « {labels[most]} » apporte le plus de points à {number(counts[most])} "
        f"territoires sur {number(len(names))} ; pour {names[0]}, c'est « {labels[first]} » "
        f"({number(shares[0, first], 1)} points sur {number(float(np.nansum(shares[0])), 1)})."
    )


def small_map(rows: pd.DataFrame, indicator: Indicator, year: int, one: str = "") -> str:
    """Communes of one small map: `rows` has territory_id, name, value; `one` is that outlined."""
    if len(rows) == 1:
        own = rows.iloc[0]
        return f"{year} : {written(indicator, own['value'])} ({own['name']})."
    text = map_reading(rows, indicator, "commune", year)
    own = rows[rows["territory_id"] == one]
    if own.empty:
        return text
    return f"{own['name'].iloc[0]} : {written(indicator, own['value'].iloc[0])}. {text}"
