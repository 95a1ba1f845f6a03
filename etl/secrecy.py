"""Small counts of persons are pooled before anything is stored.

Every count of persons that is kept is then 0 or a group of at least `smallest` persons, and every
figure summed from them is a sum of such groups: no difference of two published figures, over any
levels, filters or years of one file, can tell fewer persons. Totals stay right at the levels that
hold the groups; below, the figure is hidden. Rule of 11: docs/decisions/secrecy.md.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import duckdb

from caremap.errors import CaremapError

PUBLISHED, HIDDEN, POOL = "published", "hidden", "pool"
ALL_DISCIPLINES, ALL_LEVELS = "toutes", "tous niveaux"
POOL_NAME = "Effectifs regroupés (secret statistique)"
Row = dict[str, Any]
Areas = Mapping[str, tuple[str, str]]


class SecrecyFailed(CaremapError):
    """A count of persons under the threshold would be served: nothing is published."""

    exit_code = 6


@dataclass(frozen=True)
class _Step:
    """One way of putting rows together: where their persons are then counted, and what is kept."""

    level: str
    keeps_discipline: bool
    key: Callable[[Row, Areas], tuple[Hashable, ...]]


# From the finest to the coarsest. The setting is kept throughout.
_STEPS = (
    _Step("commune", True, lambda r, _: (r["commune_id"], r["site"], r["discipline"])),
    _Step("commune", True, lambda r, _: (r["commune_id"], r["discipline"])),
    _Step("commune", False, lambda r, _: (r["commune_id"],)),
    _Step("epci", True, lambda r, areas: (*areas[r["commune_id"]], r["discipline"])),
    _Step("epci", False, lambda r, areas: areas[r["commune_id"]]),
    _Step("departement", True, lambda r, areas: (areas[r["commune_id"]][1], r["discipline"])),
    _Step("departement", False, lambda r, areas: (areas[r["commune_id"]][1],)),
    _Step("perimetre", False, lambda r, _: ()),
)


@dataclass
class _Group:
    rows: list[Row]
    step: _Step
    place: str = ""

    @property
    def persons(self) -> int:
        return sum(row["trainees"] for row in self.rows)


@dataclass
class _Pooled:
    alone: list[Row] = field(default_factory=list)
    groups: list[_Group] = field(default_factory=list)


def pool(rows: list[Row], areas: Areas, smallest: int) -> list[Row]:
    """Return the rows to store: published ones, hidden ones, and the groups that count these.

    `rows` are those of `placements`; `areas` give the EPCI and département of a commune. Added
    columns: secrecy (published, hidden, pool), counted_in (level whose total holds the persons of
    a hidden row, empty when none does), keeps_discipline.
    """
    found: list[Row] = []
    ordered = sorted(rows, key=lambda row: (row["source_id"], row["year"]))
    for _, same in groupby(ordered, key=lambda row: (row["source_id"], row["year"])):
        found += _pool_year(list(same), areas, smallest)
    return found


def _pool_year(rows: list[Row], areas: Areas, smallest: int) -> list[Row]:
    small = [_with_site(row) for row in rows if 0 < (row["trainees"] or 0) < smallest]
    kept = _Pooled([row for row in rows if not 0 < (row["trainees"] or 0) < smallest])
    left = small
    for step in _STEPS:
        left = _take(kept, left, step, areas, smallest)
    if left:
        _absorb(kept, left, smallest)
    return [
        *(row | {"secrecy": PUBLISHED, "counted_in": "", "keeps_discipline": True}
          for row in kept.alone),
        *(_hidden(row, group) for group in kept.groups for row in group.rows),
        *(_sum(group, areas) for group in kept.groups if group.step.level),
    ]  # fmt: skip


def _with_site(row: Row) -> Row:
    return row | {"site": row["site_id"] or row["site_name"] or ""}


def _take(kept: _Pooled, left: list[Row], step: _Step, areas: Areas, smallest: int) -> list[Row]:
    """Keep the groups of a step that are large enough; return the rows of the others."""

    def key(row: Row) -> tuple[Hashable, ...]:
        return (row["setting"], *step.key(row, areas))

    remaining: list[Row] = []
    for _, same in groupby(sorted(left, key=lambda row: tuple(map(str, key(row)))), key=key):
        group = _Group(list(same), step)
        if group.persons >= smallest:
            kept.groups.append(group)
        else:
            remaining += group.rows
    return remaining


_NOWHERE = _Step("", False, lambda r, _: ())


def _absorb(kept: _Pooled, left: list[Row], smallest: int) -> None:
    """Join what is still too small to the smallest group of the file; hide it when none is left."""
    alone = [row for row in kept.alone if (row["trainees"] or 0) >= smallest]
    units = [(group.persons, 0, at) for at, group in enumerate(kept.groups)]
    units += [(row["trainees"], 1, at) for at, row in enumerate(alone)]
    if not units:
        joined, step = left, _STEPS[-1]
        step = step if sum(row["trainees"] for row in left) >= smallest else _NOWHERE
    else:
        _, kind, at = min(units)
        taken = [alone[at]] if kind else kept.groups.pop(at).rows
        kept.alone = [row for row in kept.alone if not any(row is one for one in taken)]
        joined, step = [*left, *taken], _STEPS[-1]
    kept.groups.append(_Group(joined, step))


def _hidden(row: Row, group: _Group) -> Row:
    plain = {name: value for name, value in row.items() if name != "site"}
    return plain | {
        "trainees": None,
        "secrecy": HIDDEN,
        "counted_in": group.step.level,
        "keeps_discipline": group.step.keeps_discipline,
    }


def place_of(level: str, commune_id: str, areas: Areas) -> str:
    """Where a group is counted: a commune, or `epci:200…:59`, `departement:59`, `perimetre`."""
    epci, departement = areas[commune_id]
    return {
        "commune": commune_id,
        "epci": f"epci:{epci}:{departement}",
        "departement": f"departement:{departement}",
    }.get(level, "perimetre")


def _sum(group: _Group, areas: Areas) -> Row:
    first = group.rows[0]
    place = place_of(group.step.level, first["commune_id"], areas)
    return {
        "year": first["year"],
        "semester": None,
        "site_id": f"regroupe-{place}",
        "site_name": POOL_NAME,
        "commune_id": place,
        "discipline": first["discipline"] if group.step.keeps_discipline else ALL_DISCIPLINES,
        "trainee_level": ALL_LEVELS,
        "setting": first["setting"],
        "places": None,
        "trainees": group.persons,
        "status": first["status"],
        "source_id": first["source_id"],
        "secrecy": POOL,
        "counted_in": group.step.level,
        "keeps_discipline": group.step.keeps_discipline,
    }


def audit(connection: duckdb.DuckDBPyConnection, source_id: str, smallest: int) -> None:
    """Look for a small count of persons in every table that holds the rows of a source.

    Written apart from `pool`: it reads the file that would be served. Raises SecrecyFailed.
    """
    tables = connection.execute(
        "select table_schema || '.' || table_name from information_schema.columns"
        " where column_name in ('trainees', 'source_id')"
        " group by all having count(distinct column_name) = 2 order by all"
    ).fetchall()
    for (table,) in tables:
        (found,) = connection.execute(
            f"select count(*) from {table}"  # noqa: S608 - names of our own tables
            " where source_id = ? and trainees > 0 and trainees < ?",
            [source_id, smallest],
        ).fetchall()[0]
        if found:
            raise SecrecyFailed(
                f"{table} : {found} effectif(s) de moins de {smallest} personnes "
                f"(source {source_id}).",
                "Rien n'est publié : signalez-le, avec le fichier, à l'équipe du tableau de bord.",
            )
