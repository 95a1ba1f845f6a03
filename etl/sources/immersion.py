"""Read the steward's files on immersion days, by the contracts of the catalog."""

import calendar
from datetime import date
from pathlib import Path

import pyarrow as pa

from caremap.catalog.tables.immersion_inbox import (
    ALL_DISCIPLINES,
    COUNT_KINDS,
    EDITIONS,
    FOLLOW_UP,
    STUDENTS,
)
from caremap.catalog.tables.steward import StewardTable
from caremap.errors import Reject
from etl.sources.personal import plain
from etl.sources.steward import Row, RowRule, read

_ALL = plain(ALL_DISCIPLINES)
_ALL_IN_WORDS = frozenset(
    {_ALL, f"{_ALL}_confondues", "toutes_les_filieres", "total", "ensemble", "toutes"}
)


def parse(table: StewardTable, path: Path) -> list[Row]:
    """Return the accepted lines, with the columns of the reference file of the same name.

    Raises SourceRefused with every refusal.
    """
    return [_SHAPES.get(table.id, dict)(row.values) for row in read(table, path, _RULES[table.id])]


def _day_exists(row: Row) -> tuple[str, str] | None:
    year, month, day = (row[name] for name in ("year", "month", "day"))
    if month is None and day is not None:
        return "month", "un jour sans mois"
    if isinstance(year, int) and isinstance(month, int) and isinstance(day, int):
        last = calendar.monthrange(year, month)[1]
        if day > last:
            return "day", f"ce mois n'a que {last} jours"
    return None


def _year_is_that_of_the_id(row: Row) -> tuple[str, str] | None:
    if str(row["edition_id"]).endswith(f"_{row['year']}"):
        return None
    return "year", "l'année n'est pas celle de l'identifiant"


def _part_of_the_whole(row: Row) -> tuple[str, str] | None:
    number, whole = row["count"], row["denominator"]
    if isinstance(number, int) and isinstance(whole, int) and number > whole:
        return "count", "plus de réponses oui que d'étudiants interrogés"
    return None


def _too_few_students(row: Row) -> tuple[str, str] | None:
    students = row["student_count"]
    if isinstance(students, int) and 0 < students < STUDENTS.smallest:
        return "student_count", (
            f"effectif de 1 à {STUDENTS.smallest - 1} personnes, sous secret statistique : "
            "réunissez cette filière avec une autre"
        )
    return None


def _edition(row: Row) -> Row:
    year, month, day = (row[name] for name in ("year", "month", "day"))
    known = isinstance(year, int) and isinstance(month, int) and isinstance(day, int)
    kept = {name: value for name, value in row.items() if name not in {"month", "day"}}
    when = date(int(str(year)), int(str(month)), int(str(day))) if known else None
    return {**kept, "date": when, "year_confidence": "certain"}


def _students(row: Row) -> Row:
    said = str(row["discipline"])
    discipline = ALL_DISCIPLINES if plain(said) in _ALL_IN_WORDS else said
    return {**row, "discipline": discipline, "count_kind": COUNT_KINDS[str(row["count_kind"])]}


def _follow_up(row: Row) -> Row:
    """Without the count when few answered yes, or no: everyone's answer would be known."""
    yes, asked = int(str(row["count"])), int(str(row["denominator"]))
    few = min(yes, asked - yes) < FOLLOW_UP.smallest
    return {**row, "count": None if few else yes}


def incoherent(known: pa.Table, students: pa.Table) -> list[Reject]:
    """Refuse disciplines counted twice, or above their total, once a steward's lines join."""
    before = [
        (row["edition_id"], row["count_kind"], row["discipline"]) for row in known.to_pylist()
    ]
    counts: dict[tuple[str, str], dict[str, list[int]]] = {}
    for row in students.to_pylist():
        own = counts.setdefault((row["edition_id"], row["count_kind"]), {})
        own.setdefault(row["discipline"], []).append(row["student_count"])
    rejects = []
    for (edition, kind), lines in counts.items():
        added = {name for name in lines if (edition, kind, name) not in before}
        rule = _broken_sum(lines, added)
        if rule:
            rejects.append(Reject(STUDENTS.id, 0, "discipline", edition, rule))
    return rejects


def _broken_sum(lines: dict[str, list[int]], added: set[str]) -> str:
    """Return the broken rule in French, or an empty text: `lines` has the counts by discipline."""
    if len({plain(name) for name in lines}) < sum(map(len, lines.values())):
        return "une filière est écrite deux fois : gardez une ligne, écrite comme celle déjà connue"
    groups = {name for name in lines if _ALL in plain(name) and name != ALL_DISCIPLINES}
    if ALL_DISCIPLINES not in lines and groups and added and len(lines) > 1:
        return (
            f"« {min(groups)} » compte peut-être déjà d'autres filières : donnez aussi le total de "
            f"l'édition sur une ligne « {ALL_DISCIPLINES} », le reste en sera le détail, non ajouté"
        )
    detail = sum(sum(lines[name]) for name in lines if name not in {ALL_DISCIPLINES, *groups})
    if detail > sum(lines.get(ALL_DISCIPLINES, [detail])):
        return f"le détail dépasse le total : corrigez aussi la ligne « {ALL_DISCIPLINES} »"
    return ""


def told_apart(rows: list[Row]) -> list[Row]:
    """Return the answers without the older of two counts that a few students set apart.

    Same edition and question, two years of observation: what is observed adds up, so that the
    difference of those who answered yes, or no, would be a count of 1 to `smallest` - 1 students.
    """
    kept: list[Row] = []
    found: list[Row] = []
    for row in sorted(rows, key=lambda one: int(str(one["observed_year"])), reverse=True):
        known = row["count"] is not None
        told = known and not any(_few_apart(row, newer) for newer in kept)
        kept += [row] if told else []
        found.append(row if told else {**row, "count": None})
    return sorted(found, key=lambda one: tuple(str(one[name]) for name in FOLLOW_UP.key))


def _few_apart(one: Row, other: Row) -> bool:
    if any(one[name] != other[name] for name in ("edition_id", "question")):
        return False
    (yes, asked), (other_yes, other_asked) = (
        (int(str(row["count"])), int(str(row["denominator"]))) for row in (one, other)
    )
    apart = (abs(yes - other_yes), abs((asked - yes) - (other_asked - other_yes)))
    return any(0 < students < FOLLOW_UP.smallest for students in apart)


_SHAPES = {EDITIONS.id: _edition, STUDENTS.id: _students, FOLLOW_UP.id: _follow_up}
_RULES: dict[str, tuple[RowRule, ...]] = {
    EDITIONS.id: (_day_exists, _year_is_that_of_the_id),
    FOLLOW_UP.id: (_part_of_the_whole,),
    STUDENTS.id: (_too_few_students,),
    "immersion_hosts": (),
}
