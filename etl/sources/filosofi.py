"""INSEE Filosofi file, wide layout (`CODGEO`, `NBPERSMENFISC21`, `MED21`, …), `s` for secret."""

import re
from collections.abc import Collection
from pathlib import Path

from caremap.catalog.tables.attractiveness_inbox import (
    FIRST_YEAR,
    FRENCH_COMMUNE,
    INCOME,
    INCOME_MEASURE,
    LAST_YEAR,
    PEOPLE,
)
from caremap.catalog.tables.model import Column
from caremap.errors import Reject, SourceRefused
from etl.sources.cells import BadCell, Value, convert
from etl.sources.sheets import Line, read_lines

_HEADER_LINES = 8
_MEDIAN = re.compile(r"med(\d{2})")
_ABSENT = frozenset({"s", "ns", "nd", "n.d.", "n/a"})
_MAX_REJECTS = 50

Row = dict[str, Value]


def parse(path: Path, known_communes: Collection[str]) -> list[Row]:
    """Return one row a commune: its median standard of living weighted by its people.

    `numerator` is the median (€ a year) × people of fiscal households, `denominator` those
    people; both None under statistical secrecy. Communes outside `known_communes` are left out.
    Raises SourceRefused.
    """
    lines = read_lines(path, "COM")
    start, names, year = _header(path, lines)
    rows: list[Row] = []
    rejects: list[Reject] = []
    seen: set[str] = set()
    short = f"{year % 100:02d}"
    wanted = (
        ("codgeo", FRENCH_COMMUNE),
        (f"med{short}", INCOME),
        (f"nbpersmenfisc{short}", PEOPLE),
    )
    for number, cells in lines[start:]:
        values = []
        for name, column in wanted:
            value, reject = _cell(path, (number, cells), (names.index(name), column))
            values.append(value)
            rejects += reject
        commune, median, people = values
        if commune not in known_communes:
            continue
        if commune in seen:
            rejects.append(Reject(path.name, number, "CODGEO", str(commune), "commune en double"))
        seen.add(str(commune))
        rows.append(_row(str(commune), year, median, people))
    if not rows and not rejects:
        rejects.append(Reject(path.name, 0, "(fichier)", "", "aucune commune du périmètre"))
    if rejects:
        raise _refused(path, rejects[:_MAX_REJECTS])
    return rows


def _row(commune: str, year: int, median: Value, people: Value) -> Row:
    known = isinstance(median, float) and isinstance(people, int) and people > 0
    return {
        "measure": INCOME_MEASURE,
        "commune_id": commune,
        "year": year,
        "numerator": float(median) * people if known else None,  # type: ignore[arg-type,operator]
        "denominator": float(people) if known else None,  # type: ignore[arg-type]
    }


def _header(path: Path, lines: list[Line]) -> tuple[int, list[str], int]:
    """Position of the first row after the header, column names, and the year of the median."""
    for position, (_, cells) in enumerate(lines[:_HEADER_LINES]):
        names = [cell.lower() for cell in cells]
        medians = [found for name in names if (found := _MEDIAN.fullmatch(name))]
        if "codgeo" in names and medians:
            year = 2000 + int(medians[0].group(1))
            if f"nbpersmenfisc{year % 100:02d}" in names and FIRST_YEAR <= year <= LAST_YEAR:
                return position + 1, names, year
    rule = "colonnes CODGEO, MEDaa et NBPERSMENFISCaa attendues (fichier large, par commune)"
    raise _refused(path, [Reject(path.name, 1, "(en-tête)", "", rule)])


def _cell(path: Path, line: Line, where: tuple[int, Column]) -> tuple[Value, list[Reject]]:
    number, cells = line
    position, column = where
    text = cells[position] if position < len(cells) else ""
    plain = "" if text.lower() in _ABSENT and column.nullable else text.replace(",", ".")
    try:
        return convert(plain, column), []
    except BadCell as error:
        return None, [Reject(path.name, number, column.name, text[:40], str(error))]


def _refused(path: Path, rejects: list[Reject]) -> SourceRefused:
    return SourceRefused(
        rejects,
        f"Remplacez {path} par le fichier Filosofi des communes (CSV large de l'INSEE) ou "
        "retirez-le, puis relancez « python -m etl build ». La version servie n'a pas changé.",
    )
