"""Read the steward's files on structures, CPTS and perimeters, by the contracts of the catalog."""

from pathlib import Path

import pyarrow as pa

from caremap.catalog.tables.places_inbox import CPTS, PERIMETERS, STRUCTURES
from caremap.catalog.tables.steward import StewardTable
from caremap.errors import Reject
from etl.sources.steward import Row, RowRule, read

_CONFIDENCE = {"confidence": "confirmed"}


def parse(table: StewardTable, path: Path, communes: set[str]) -> list[Row]:
    """Return the accepted lines, with the columns of the reference file of the same name.

    `communes` are the current and former codes. Raises SourceRefused with every refusal.
    """

    def commune_exists(row: Row) -> tuple[str, str] | None:
        code = row["commune_id"]
        if code is None or code in communes:
            return None
        return "commune_id", "commune inconnue du code géographique de 2026"

    rules: tuple[RowRule, ...] = (commune_exists,)
    return [_SHAPES.get(table.id, _confirmed)(row.values) for row in read(table, path, rules)]


def _confirmed(row: Row) -> Row:
    return row | _CONFIDENCE


def _structure(row: Row) -> Row:
    return row | _CONFIDENCE | {"postal_code": None, "university": None, "note": None}


def _cpts(row: Row) -> Row:
    """The seat is the anchor of a CPTS on the map."""
    kept = {name: value for name, value in row.items() if name != "commune_id"}
    blank = dict.fromkeys(("population", "professionals_count", "members_count", "perimeter_note"))
    return {
        **kept,
        **blank,
        **_CONFIDENCE,
        "note": None,
        "anchor_commune_id": row["commune_id"],
        "anchor_basis": "declared" if row["commune_id"] else None,
        "perimeter_known": PERIMETERS[str(row["perimeter_known"])],
    }


_SHAPES = {STRUCTURES.id: _structure, CPTS.id: _cpts}


def incoherent(tables: dict[str, pa.Table]) -> list[Reject]:
    """Perimeters of a CPTS that no table lists, and known perimeters without all their communes."""
    listed = {row["cpts_id"]: row for row in tables["cpts"].to_pylist()}
    members: dict[str, int] = {}
    for cpts_id in tables["cpts_communes"].column("cpts_id").to_pylist():
        members[cpts_id] = members.get(cpts_id, 0) + 1
    unknown = [
        Reject("cpts_communes", 0, "cpts_id", one, "CPTS inconnue : ajoutez-la au fichier « cpts »")
        for one in sorted(members.keys() - listed.keys())
    ]
    for cpts_id, row in sorted(listed.items()):
        found, announced = members.get(cpts_id, 0), row["communes_count"]
        complete = found and (announced is None or int(announced) == found)
        if row["perimeter_known"] == "yes" and not complete:
            rule = f"périmètre connu, mais {found} commune(s) au fichier des périmètres"
            unknown.append(Reject("cpts", 0, "communes_count", f"{cpts_id} : {announced}", rule))
    return unknown
