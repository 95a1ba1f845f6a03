"""Small counts of persons are pooled before anything is stored.

Every count of persons that is kept is then 0, a row of at least `smallest` persons or the sum of a
group, so every figure summed from them is a sum of such counts. Totals stay right at the levels
that hold the groups; below, the figure is hidden. Rule and limits: docs/decisions/secrecy.md.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

from caremap.catalog.placements import MIXED_SETTING
from etl.secrecy_audit import audit_year
from etl.secrecy_counts import SecrecyFailed
from etl.secrecy_history import Past, Publication, Row, key_of, publications
from etl.secrecy_programme import place
from etl.secrecy_units import Areas, Slot, Work, place_of, work_of

__all__ = ["HIDDEN", "POOL", "PUBLISHED", "place_of", "pool"]

PUBLISHED, HIDDEN, POOL = "published", "hidden", "pool"
ALL_DISCIPLINES, ALL_LEVELS = "toutes", "tous niveaux"
POOL_NAME = "Effectifs regroupés (secret statistique)"


def pool(rows: list[Row], areas: Areas, smallest: int, past: Past | None = None) -> list[Row]:
    """Return the rows to store: published ones, hidden ones, and the groups that count these.

    `rows` are those of `placements`; `areas` give the EPCI and département of a commune; `past`
    is what earlier releases published, by source and year. Added columns: secrecy (published,
    hidden, pool), counted_in (level whose total holds the persons of a hidden row, empty when
    none does), keeps_discipline. Rows of one key are added up; the order tells nothing.
    """
    found: list[Row] = []
    whole = sorted(_one_a_key(rows), key=lambda row: (row["source_id"], row["year"]))
    for same, own in groupby(whole, key=lambda row: (row["source_id"], row["year"])):
        found += _pool_year(list(own), areas, smallest, (past or {}).get(same, []))
    return found


def _one_a_key(rows: Iterable[Row]) -> list[Row]:
    """Rows that a change of commune code brought to the same key, made one; in a stable order."""
    merged: dict[tuple[object, ...], Row] = {}
    for row in rows:
        key = (row["source_id"], *key_of(row))
        if key in merged:
            sums = {name: _added(merged[key][name], row[name]) for name in ("places", "trainees")}
            merged[key] = merged[key] | sums
        else:
            merged[key] = row
    return [merged[key] for key in sorted(merged, key=lambda key: tuple(map(str, key)))]


def _added(one: int | None, other: int | None) -> int | None:
    return None if one is None and other is None else (one or 0) + (other or 0)


def _pool_year(
    rows: list[Row], areas: Areas, smallest: int, past: Sequence[Publication]
) -> list[Row]:
    work = work_of(rows, areas, smallest, past)
    stored = _stored(work, place(work.units, smallest))
    if past and not _stays_hidden(stored, areas, smallest, past):
        # Nothing new is told of the hidden rows: only the groups already published, as they were.
        work = work_of(rows, areas, smallest, past, coarsest=True)
        hidden = (at for at, unit in enumerate(work.units) if unit.must_hide)
        return _stored(work, dict.fromkeys(hidden))
    return stored


def _stays_hidden(
    stored: list[Row], areas: Areas, smallest: int, past: Sequence[Publication]
) -> bool:
    try:
        for told in publications(stored, areas):
            audit_year(told, [], smallest, past)
    except SecrecyFailed:
        return False
    return True


def _stored(work: Work, placed: dict[int, Slot | None]) -> list[Row]:
    groups = _groups(work, placed)
    published = [*work.published, *_left_out(work, placed)]
    told = [
        *(row | {"secrecy": PUBLISHED, "counted_in": "", "keeps_discipline": True}
          for row in published),
        *(_hidden(row, slot) for slot, own in groups.items() for row in own),
    ]  # fmt: skip
    sums = [_sum(slot, own) for slot, own in sorted(groups.items(), key=str) if slot]
    return [*sorted(told, key=lambda row: tuple(map(str, key_of(row)))), *sums]


def _groups(work: Work, placed: dict[int, Slot | None]) -> dict[Slot | None, list[Row]]:
    groups: dict[Slot | None, list[Row]] = {slot: list(own) for slot, own in work.kept.items()}
    for at, slot in placed.items():
        groups.setdefault(slot, []).extend(work.units[at].rows)
    return groups


def _left_out(work: Work, placed: dict[int, Slot | None]) -> list[Row]:
    """Large rows that no group needed."""
    return [row for at, unit in enumerate(work.units) if at not in placed for row in unit.rows]


def _hidden(row: Row, slot: Slot | None) -> Row:
    return row | {
        "trainees": None,
        "secrecy": HIDDEN,
        "counted_in": slot.level if slot else "",
        "keeps_discipline": bool(slot and slot.discipline),
    }


def _sum(slot: Slot, rows: list[Row]) -> Row:
    settings = {row["setting"] for row in rows}
    return {
        "year": rows[0]["year"],
        "semester": None,
        "site_id": f"regroupe-{slot.place}",
        "site_name": POOL_NAME,
        "commune_id": slot.place,
        "discipline": slot.discipline or ALL_DISCIPLINES,
        "trainee_level": ALL_LEVELS,
        "setting": settings.pop() if len(settings) == 1 else MIXED_SETTING,
        "places": None,
        "trainees": sum(row["trainees"] for row in rows),
        "status": rows[0]["status"],
        "source_id": rows[0]["source_id"],
        "secrecy": POOL,
        "counted_in": slot.level,
        "keeps_discipline": bool(slot.discipline),
    }
