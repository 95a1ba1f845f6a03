"""Check and convert one text cell according to its column contract."""

import math
import re
from collections.abc import Callable
from datetime import date
from functools import cache

from caremap.catalog.tables.model import Column

Value = str | int | float | date | None

_INTEGER = re.compile(r"-?[0-9]{1,18}")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
# As the calendar writes it: `fromisoformat` also reads weeks (2026-W05-1).
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffd]")


class BadCell(ValueError):
    """A cell that breaks its column contract; the message is the broken rule, in French."""


@cache
def _pattern(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.ASCII)


def convert(cell: str, column: Column) -> Value:
    """Return the typed value of a cell, None when empty and allowed; raise BadCell otherwise."""
    if not cell:
        if column.nullable:
            return None
        raise BadCell("cellule vide dans une colonne obligatoire")
    if _CONTROL.search(cell):
        raise BadCell("caractère de contrôle ou illisible")
    value = _CONVERTERS[column.kind](cell)
    if isinstance(value, int | float):
        _check_bounds(value, column)
    if column.pattern and not _pattern(column.pattern).fullmatch(cell):
        raise BadCell(f"ne suit pas le motif {column.pattern}")
    if column.allowed and cell not in column.allowed:
        raise BadCell(f"valeurs admises : {', '.join(column.allowed)}")
    return value


def _integer(cell: str) -> int:
    if not _INTEGER.fullmatch(cell):
        raise BadCell("nombre entier attendu")
    return int(cell)


def _number(cell: str) -> float:
    if not _NUMBER.fullmatch(cell):
        raise BadCell("nombre attendu, avec un point décimal")
    value = float(cell)
    if not math.isfinite(value):
        raise BadCell("nombre fini attendu")
    return value


def _date(cell: str) -> date:
    try:
        if _DATE.fullmatch(cell):
            return date.fromisoformat(cell)
    except ValueError:
        pass
    raise BadCell("date attendue sous la forme AAAA-MM-JJ")


def _check_bounds(value: float, column: Column) -> None:
    if column.minimum is not None and value < column.minimum:
        raise BadCell(f"valeur minimale {column.minimum:g}")
    if column.maximum is not None and value > column.maximum:
        raise BadCell(f"valeur maximale {column.maximum:g}")


_CONVERTERS: dict[str, Callable[[str], str | int | float | date]] = {
    "text": str,
    "integer": _integer,
    "number": _number,
    "date": _date,
}
