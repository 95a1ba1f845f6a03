"""Totals of persons that the pages show as exact, as sums of hidden counts.

The rule of the pages (caremap/ui/internships_secrecy.py), written again on the served tables: a
territory shows its total when every hidden row in it is counted at its level or below.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import duckdb

from etl.secrecy_history import Key, key_of

# Levels that are not made of whole EPCI or départements only hold the groups of communes.
_WIDTHS = {"commune": 0, "epci": 1, "departement": 2, "perimetre": 3}
Totals = dict[int, list[tuple[frozenset[Key], int]]]
Row = dict[str, Any]


def page_totals(connection: duckdb.DuckDBPyConnection, source_id: str) -> Totals:
    """Return, by year, the hidden rows of each territory with a total, and their sum.

    One total by level, territory and discipline (all, then each). Reads raw.placements_file and
    marts.territory_members.
    """
    hidden, groups = (_rows(connection, source_id, kind) for kind in ("hidden", "pool"))
    members: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for level, territory, commune in connection.execute(
        "select level, territory_id, commune_id from marts.territory_members order by all"
    ).fetchall():
        members[commune].append((level, territory))
    found: Totals = defaultdict(list)
    for year in sorted({row["year"] for row in hidden}):
        own = [row for row in hidden if row["year"] == year]
        sums = [row for row in groups if row["year"] == year]
        for discipline in ("", *sorted({row["discipline"] for row in own})):
            found[year] += _of_discipline(own, sums, discipline, members)
    return found


def _rows(connection: duckdb.DuckDBPyConnection, source_id: str, kind: str) -> list[Row]:
    rows: list[Row] = connection.execute(
        "select * from raw.placements_file where source_id = ? and secrecy = ?", [source_id, kind]
    ).to_arrow_table().to_pylist()  # fmt: skip
    return rows


def _of_discipline(
    hidden: list[Row],
    groups: list[Row],
    discipline: str,
    members: Mapping[str, list[tuple[str, str]]],
) -> list[tuple[frozenset[Key], int]]:
    inside: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in hidden:
        if discipline in ("", row["discipline"]):
            for area in members[row["commune_id"]]:
                inside[area].append(row)
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for row in groups:
        if discipline in ("", row["discipline"]):
            for area in _areas_of(row["commune_id"], members):
                sums[area] += row["trainees"]
    return [
        (frozenset(map(key_of, rows)), sums[area])
        for area, rows in inside.items()
        if all(_is_counted(row, area[0], discipline) for row in rows)
    ]


def _is_counted(row: Row, level: str, discipline: str) -> bool:
    width = _WIDTHS.get(row["counted_in"], 9)
    return width <= _WIDTHS.get(level, 0) and (not discipline or bool(row["keeps_discipline"]))


def _areas_of(place: str, members: Mapping[str, list[tuple[str, str]]]) -> list[tuple[str, str]]:
    """Territories that hold a whole group, by where it is counted."""
    kind, *rest = place.split(":")
    whole = next(area for areas in members.values() for area in areas if area[0] == "perimetre")
    if kind == "epci":
        return [("epci", rest[0]), ("departement", rest[1]), whole]
    if kind == "departement":
        return [("departement", rest[0]), whole]
    return [whole] if kind == "perimetre" else list(members[place])
