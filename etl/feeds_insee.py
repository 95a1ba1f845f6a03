"""Official files of the INSEE, into the tables of a build."""

import re
from collections import defaultdict
from collections.abc import Callable
from datetime import date

import pyarrow.compute as pc

from caremap.catalog.attractiveness import BPE_SOURCE, FILOSOFI_SOURCE
from caremap.catalog.connectors import CONNECTOR_BY_ID
from caremap.catalog.tables.attractiveness_inbox import INCOME_MEASURE
from caremap.errors import Reject, SourceRefused
from etl.attractiveness_inbox import measures_table
from etl.feeding import COG_YEAR, Feeding, Rows
from etl.snapshots import Snapshot
from etl.sources.official import MAX_REJECTED_SHARE
from etl.sources.parsed import Parsed

# A legal population comes into force on the first of January, three years after its census.
YEARS_TO_FORCE = 3
_SERVED_CODE = f"le code servi est celui du 1er janvier {COG_YEAR}"
_NEW_CODE = (
    "Refaites les territoires au nouveau code (« python -m etl.extract ») ; d'ici là, retirez ce "
    "fichier et ceux qui comptent déjà la nouvelle commune."
)
_AGE_COUNTS = tuple(
    one.column.name
    for one in CONNECTOR_BY_ID["insee_age_structure"].fields
    if one.column.kind == "number"
)
# Movements that give one commune to another one, whole: mergers and changes of code.
_WHOLE_MOVES = frozenset({"31", "32", "33", "34", "41", "50"})


def _populations(feeding: Feeding, parsed: Parsed, snapshot: Snapshot) -> None:
    """A census more recent than those served is added; the others are only checked."""
    served = pc.max(feeding.tables["populations"]["census_year"]).as_py()
    rows = [
        row | {"census_year": row["year"], "cog_year": row["year"] + YEARS_TO_FORCE}
        for row in parsed.rows.to_pylist()
        if row["year"] and row["year"] > served and row["population"] is not None
    ]
    placed = feeding.in_perimeter(snapshot, rows, allowed_share=0)
    feeding.replace("populations", placed, snapshot, ("cog_year",))


def _ages(feeding: Feeding, parsed: Parsed, snapshot: Snapshot) -> None:
    """People by age group, rounded: the INSEE publishes them with the decimals of a survey."""
    rows = []
    for row in feeding.in_perimeter(snapshot, parsed.rows.to_pylist(), allowed_share=0):
        if any(row[name] is None for name in _AGE_COUNTS):
            continue
        rows.append(
            {
                "census_year": row["year"],
                "commune_id": row["commune_id"],
                "population": round(row["population"]),
                "age_0_19": round(row["men_0_19"] + row["women_0_19"]),
                "age_20_64": round(row["men_20_64"] + row["women_20_64"]),
                "age_65_plus": round(row["men_65_plus"] + row["women_65_plus"]),
                "age_75_plus": round(row["age_75_89"] + row["age_90_plus"]),
                "line": row["line"],
            }
        )
    for table in ("population_age", "population_75_plus"):
        feeding.replace(table, rows, snapshot, by=("census_year",))


def _communes(feeding: Feeding, parsed: Parsed, snapshot: Snapshot) -> None:
    """Delegated and associated communes lead to the commune they are part of."""
    _refuse_unlisted(feeding, parsed, snapshot)
    moves = {
        row["commune_id"]: {row["parent_id"]}
        for row in parsed.rows.to_pylist()
        if row["kind"] in {"COMD", "COMA"} and row["parent_id"]
    }
    kinds = {row["commune_id"]: row for row in parsed.rows.to_pylist() if row["kind"] != "COM"}
    words = {"COMD": "deleguee", "COMA": "associee"}
    rows = [
        row | {"name": kinds[code]["name"], "kind": words[kinds[code]["kind"]]}
        for row in _new_codes(feeding, moves)
        if (code := row["former_commune_id"])
    ]
    _add_former(feeding, rows, snapshot)


def _movements(feeding: Feeding, parsed: Parsed, snapshot: Snapshot) -> None:
    """A commune that was given whole to another one, maybe several times, leads to the last."""
    moves: dict[str, set[str]] = defaultdict(set)
    whole = [
        row
        for row in parsed.rows.to_pylist()
        if row["move"] in _WHOLE_MOVES
        and row["kind"] == row["kind_after"] == "COM"
        and row["commune_id"] != row["commune_after_id"]
    ]
    _refuse_gone(feeding, whole, snapshot)
    for row in whole:
        moves[row["commune_id"]].add(row["commune_after_id"])
    rows = [row | {"name": None, "kind": "ancienne"} for row in _new_codes(feeding, moves)]
    _add_former(feeding, rows, snapshot)


def _refuse_gone(feeding: Feeding, moves: Rows, snapshot: Snapshot) -> None:
    """A served commune that is no more would count zero in every file of after its merger."""
    current = set(feeding.tables["communes"].column("commune_id").to_pylist())
    rejects = [
        Reject(
            snapshot.name,
            row["line"],
            "COM_AV",
            row["commune_id"],
            f"{row['commune_id']} a rejoint {row['commune_after_id']} le {row['moved_on']} ; "
            f"{_SERVED_CODE}",
        )
        for row in moves
        if row["commune_id"] in current and row["moved_on"] > date(COG_YEAR, 1, 1)
    ]
    if rejects:
        raise SourceRefused(rejects, _NEW_CODE)


def _refuse_unlisted(feeding: Feeding, parsed: Parsed, snapshot: Snapshot) -> None:
    """Served communes that a later geographic code no longer lists."""
    told = re.search(r"2\d{3}", snapshot.name)
    if not told or int(told.group()) <= COG_YEAR:
        return
    listed = {row["commune_id"] for row in parsed.rows.to_pylist() if row["kind"] == "COM"}
    current = set(feeding.tables["communes"].column("commune_id").to_pylist())
    rule = f"n'est plus une commune en {told.group()} ; {_SERVED_CODE}"
    gone = [Reject(snapshot.name, 0, "COM", code, rule) for code in sorted(current - listed)]
    if gone:
        raise SourceRefused(gone, _NEW_CODE)


def _density(feeding: Feeding, parsed: Parsed, snapshot: Snapshot) -> None:
    rows = feeding.in_perimeter(snapshot, parsed.rows.to_pylist())
    told = [row for row in rows if row["density_class"] is not None]
    feeding.replace("density_grid", told, snapshot)


def _new_codes(feeding: Feeding, moves: dict[str, set[str]]) -> Rows:
    """Codes not yet known that lead to one current commune, and to one only."""
    current = set(feeding.tables["communes"].column("commune_id").to_pylist())
    known = feeding.known_communes
    found = []
    for code in sorted(set(moves) - known):
        targets, seen = {code}, {code}
        while targets - current and (after := set().union(*(moves.get(t, set()) for t in targets))):
            targets = (targets & current) | (after - seen)
            seen |= after
        if len(targets) == 1 and targets <= current:
            found.append({"former_commune_id": code, "commune_id": targets.pop(), "line": 0})
    return found


def _add_former(feeding: Feeding, rows: Rows, snapshot: Snapshot) -> None:
    feeding.replace("former_communes", rows, snapshot, by=("former_commune_id",))


def _income(feeding: Feeding, parsed: Parsed, snapshot: Snapshot) -> None:
    """Median income weighted by the people it was computed for; secret where either is."""
    rows = []
    for row in feeding.in_perimeter(snapshot, parsed.rows.to_pylist()):
        if row["year"] is None:
            continue
        known = bool(row["income"] and row["people"])
        rows.append(
            {
                "measure": INCOME_MEASURE,
                "commune_id": row["commune_id"],
                "year": row["year"],
                "numerator": row["income"] * float(row["people"]) if known else None,
                "denominator": float(row["people"]) if known else None,
            }
        )
    _measures(feeding, rows, FILOSOFI_SOURCE)


def _equipment(feeding: Feeding, parsed: Parsed, snapshot: Snapshot) -> None:
    """Equipment counted by measure and commune."""
    rows = [
        {
            "measure": row.get("measure", "bpe_gps"),
            "commune_id": row["commune_id"],
            "year": row["year"],
            "numerator": float(count),
            "denominator": None,
        }
        for row in feeding.in_perimeter(snapshot, parsed.rows.to_pylist(), MAX_REJECTED_SHARE)
        if (count := row.get("equipment_count", row.get("gp_count"))) is not None
    ]
    _measures(feeding, rows, BPE_SOURCE)


def _measures(feeding: Feeding, rows: Rows, source_id: str) -> None:
    """The last file wins, but for what a steward put in the inbox."""
    new = [
        row | {"source_id": source_id}
        for row in rows
        if (row["measure"], row["year"]) not in feeding.own_measures
    ]
    feeding.written(new)
    brought = {(row["measure"], row["year"]) for row in new}
    old = [
        row
        for row in feeding.tables["attractiveness_inbox"].to_pylist()
        if (row["measure"], row["year"]) not in brought
    ]
    feeding.tables["attractiveness_inbox"] = measures_table([*old, *new])


INSEE_FEEDS: dict[str, Callable[[Feeding, Parsed, Snapshot], None]] = {
    "insee_populations": _populations,
    "insee_population_history": _populations,
    "insee_age_structure": _ages,
    "insee_communes": _communes,
    "insee_movements": _movements,
    "insee_density_grid": _density,
    "insee_income": _income,
    "insee_income_long": _income,
    "insee_equipment": _equipment,
    "insee_equipment_detail": _equipment,
}
