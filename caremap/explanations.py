"""What one figure is made of, and what would move it to another class. Pure."""

from collections.abc import Sequence

import numpy as np

from caremap.catalog import LEVEL_BY_ID, Indicator
from caremap.formats import is_missing, number, signed, with_unit

_QUARTER = 0.25
_QUARTERS = (
    "le quart le plus bas",
    "le deuxième quart",
    "le troisième quart",
    "le quart le plus haut",
)


def written(indicator: Indicator, value: float | None) -> str:
    """A value as it is written on screen, category names included."""
    if indicator.categories and value is not None and not is_missing(value):
        return {code: label for code, label, _ in indicator.categories}[int(value)]
    return with_unit(value, indicator.decimals, "%" if indicator.unit == "%" else "")


def _plain(figure: float | None) -> str:
    if figure is None or is_missing(figure):
        return ""
    return number(figure, 0 if float(figure).is_integer() else 2)


def calculation(
    indicator: Indicator, value: float | None, numerator: float | None, denominator: float | None
) -> str:
    """The formula with its numbers: `100 × 1 274 ÷ 1 195 234 = 8,8 %`; empty when it has none."""
    top, bottom = _plain(numerator), _plain(denominator)
    if top and bottom and value is not None and not is_missing(value):
        scale = f"{number(indicator.scale)} × " if indicator.scale != 1 else ""
        return f"{scale}{top} ÷ {bottom} = {written(indicator, value)}"
    return f"somme : {top}" if top and indicator.kind == "count" else ""


def what_would_change(
    indicator: Indicator,
    value: float,
    denominator: float | None,
    level: str,
    known: Sequence[float],
) -> str:
    """What would move a figure to another class: official thresholds, else quarters of the level.

    `known` are the values of the level; `denominator` turns a gap into a number of what is counted.
    """
    if indicator.categories:
        return ""
    if indicator.thresholds:
        return _to_thresholds(indicator, value, denominator)
    if len(known) < 8 or indicator.kind == "count":
        return ""
    return _to_quarters(indicator, value, level, known)


def _to_thresholds(indicator: Indicator, value: float, denominator: float | None) -> str:
    """Gap to the threshold above and to the one below; a value on a limit is under it."""
    above = [one for one in indicator.thresholds if value <= one]
    below = [one for one in indicator.thresholds if value > one]
    gaps = []
    for limit, verb in (
        (min(above, default=None), "dépasser"),
        (max(below, default=None), "tomber à"),
    ):
        if limit is None:
            continue
        text = f"{verb} {number(limit, 1)} demande {signed(limit - value, 2)}"
        if denominator:
            total = (limit - value) * denominator / indicator.scale
            text += f" (soit {signed(total)} consultations par an pour la population d'aujourd'hui)"
        gaps.append(text)
    return f"{' ; '.join(gaps)}." if gaps else ""


def _to_quarters(indicator: Indicator, value: float, level: str, known: Sequence[float]) -> str:
    values = np.asarray(known, dtype=float)
    plural = LEVEL_BY_ID[level].plural
    crowd = values == value
    if crowd.mean() > _QUARTER and value in (values.min(), values.max()):
        end, way = ("basse", "haut au-delà") if value == values.min() else ("haute", "bas en deçà")
        return (
            f"À la valeur la plus {end}, comme {number(int(crowd.sum()))} {plural} sur "
            f"{number(values.size)} ; on en sort par le {way} de {written(indicator, value)}."
        )
    limits = np.quantile(values, (_QUARTER, 0.5, 0.75))
    quarter = int(np.searchsorted(limits, value, side="left"))
    text = f"Dans {_QUARTERS[quarter]} des {plural}"
    ways = []
    if quarter < 3:
        ways.append(f"par le haut au-delà de {written(indicator, float(limits[quarter]))}")
    if quarter > 0:
        ways.append(f"par le bas à {written(indicator, float(limits[quarter - 1]))} ou moins")
    return f"{text} ; il en sort {', '.join(ways)}."
