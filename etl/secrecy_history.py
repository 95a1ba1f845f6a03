"""What releases have published of the counts of persons: kept for ever, never a hidden count.

`<data-dir>/secrecy/<source>-<year>-<hash>.json`, one file for each different publication, survives
the removal of old releases. The releases present are read too, in case the folder was lost.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from caremap.catalog.tables.placements import PLACEMENTS
from caremap.errors import CaremapError

FOLDER = "secrecy"
Row = dict[str, Any]
Key = tuple[Any, ...]
Past = Mapping[tuple[str, int], list["Publication"]]


class HistoryUnreadable(CaremapError):
    """A file that says what was published cannot be read: nothing can be published safely."""

    exit_code = 6


@dataclass(frozen=True)
class Group:
    """Hidden rows whose sum was published, and where it is counted."""

    slot: tuple[str, str, str, str]
    keys: frozenset[Key]
    persons: int


@dataclass(frozen=True)
class Publication:
    """What one release told of one source and year: counts, sums of groups, hidden rows."""

    source_id: str
    year: int
    published: dict[Key, int]
    groups: tuple[Group, ...]
    hidden: frozenset[Key]
    release_id: str = field(default="", compare=False)


def publications(rows: Iterable[Row], areas: Mapping[str, tuple[str, str]]) -> list[Publication]:
    """Return what stored rows tell, by source and year; `areas`: EPCI, département of a commune."""
    found: dict[tuple[str, int], list[Row]] = {}
    for row in rows:
        found.setdefault((row["source_id"], row["year"]), []).append(row)
    return [_publication(own, areas) for _, own in sorted(found.items())]


def _publication(rows: list[Row], areas: Mapping[str, tuple[str, str]]) -> Publication:
    told = [row for row in rows if row["secrecy"] == "published" and row["trainees"] is not None]
    hidden = [row for row in rows if row["secrecy"] == "hidden"]
    sums = [row for row in rows if row["secrecy"] == "pool"]
    return Publication(
        rows[0]["source_id"],
        rows[0]["year"],
        {key_of(row): row["trainees"] for row in told},
        _groups([row for row in hidden if row["counted_in"]], sums, areas),
        frozenset(map(key_of, hidden)),
    )


def _groups(
    hidden: list[Row], sums: list[Row], areas: Mapping[str, tuple[str, str]]
) -> tuple[Group, ...]:
    members: dict[tuple[str, str, str, str], set[Key]] = {}
    for row in hidden:
        members.setdefault(_slot(row, _place(row, areas)), set()).add(key_of(row))
    counted = {_slot(row, row["commune_id"]): row["trainees"] for row in sums}
    if len(counted) != len(sums) or set(counted) != set(members):
        # Groups that the columns do not tell apart: only their whole sum is sure.
        whole = frozenset(key for keys in members.values() for key in keys)
        total = sum(row["trainees"] for row in sums)
        return (Group(("perimetre", "perimetre", "", ""), whole, total),) if whole else ()
    return tuple(Group(slot, frozenset(members[slot]), counted[slot]) for slot in sorted(members))


def key_of(row: Row) -> Key:
    """Return what identifies a row, as the contract of the file says."""
    return tuple(row[name] for name in PLACEMENTS.key)


def _place(row: Row, areas: Mapping[str, tuple[str, str]]) -> str:
    epci, departement = areas[row["commune_id"]]
    places = {
        "commune": str(row["commune_id"]),
        "epci": f"epci:{epci}:{departement}",
        "departement": f"departement:{departement}",
    }
    return places.get(row["counted_in"], "perimetre")


def _slot(row: Row, place: str) -> tuple[str, str, str, str]:
    setting = "" if row["counted_in"] == "perimetre" else row["setting"]
    return row["counted_in"], place, setting, row["discipline"] if row["keeps_discipline"] else ""


def served(connection: duckdb.DuckDBPyConnection) -> list[Publication]:
    """Return what an open warehouse tells of the steward's placements."""
    rows = connection.execute(
        "select * from raw.placements_file where source_id = ?", [PLACEMENTS.source_id]
    ).to_arrow_table()
    communes = connection.execute(
        "select commune_id, epci_id, departement_id from raw.communes"
    ).fetchall()
    areas = {code: (epci, departement) for code, epci, departement in communes}
    return publications(rows.to_pylist(), areas)


def read(
    data_dir: Path, warehouses: Mapping[str, Path]
) -> dict[tuple[str, int], list[Publication]]:
    """Return every publication by source and year, oldest first; `warehouses` by release id.

    Raises HistoryUnreadable when a file of the folder is spoiled.
    """
    found = [_read_file(path) for path in sorted((data_dir / FOLDER).glob("*.json"))]
    for release_id, path in warehouses.items():
        found += [_dated(one, release_id) for one in _of_release(path)]
    past: dict[tuple[str, int], list[Publication]] = {}
    for one in sorted(found, key=lambda one: one.release_id, reverse=True):
        same = past.setdefault((one.source_id, one.year), [])
        if one not in same:
            same.insert(0, one)
    return past


def _of_release(path: Path) -> list[Publication]:
    try:
        with duckdb.connect(path, read_only=True) as connection:
            return served(connection)
    except duckdb.Error:
        # Written by another version, or spoiled: the folder tells what it published.
        return []


def _dated(one: Publication, release_id: str) -> Publication:
    return Publication(one.source_id, one.year, one.published, one.groups, one.hidden, release_id)


def keep(data_dir: Path, warehouse: Path, release_id: str) -> None:
    """Write what a release is about to publish, before it is served."""
    with duckdb.connect(warehouse, read_only=True) as connection:
        told = served(connection)
    folder = data_dir / FOLDER
    for one in told:
        folder.mkdir(exist_ok=True)
        content = _content(one)
        digest = hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]
        path = folder / f"{one.source_id}-{one.year}-{digest}.json"
        pending = path.with_suffix(".pending")
        with pending.open("w", encoding="utf-8") as stream:
            json.dump({"release_id": release_id, **content}, stream, ensure_ascii=False)
            stream.flush()
            os.fsync(stream.fileno())
        pending.replace(path)


def _content(one: Publication) -> dict[str, Any]:
    return {
        "source_id": one.source_id,
        "year": one.year,
        "key": list(PLACEMENTS.key),
        "published": sorted(([*key, count] for key, count in one.published.items()), key=str),
        "groups": [
            {"slot": group.slot, "rows": sorted(group.keys, key=str), "persons": group.persons}
            for group in one.groups
        ],
        "hidden": sorted(one.hidden, key=str),
    }


def _read_file(path: Path) -> Publication:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if told["key"] != list(PLACEMENTS.key):
            raise ValueError("clé d'une autre version")
        groups = (
            Group(tuple(one["slot"]), frozenset(map(tuple, one["rows"])), one["persons"])
            for one in told["groups"]
        )
        return Publication(
            told["source_id"],
            told["year"],
            {tuple(row[:-1]): row[-1] for row in told["published"]},
            tuple(groups),
            frozenset(map(tuple, told["hidden"])),
            told["release_id"],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise HistoryUnreadable(
            f"{path} : historique des publications illisible ({error}).",
            "Rien n'est publié : remettez ce fichier depuis une sauvegarde du dossier de données.",
        ) from error
