"""What the choice of groups works on: rows that go together, and where each could be counted."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from etl.secrecy_history import Group, Key, Publication, Row, key_of
from etl.secrecy_lines import Doubt, doubts, followed, grouped, linked, renamed

Areas = Mapping[str, tuple[str, str]]
# No row holds more of the persons of its group: the rule of dominance of French statistics.
LARGEST_SHARE = 0.85


class Slot(NamedTuple):
    """Where the persons of a group are counted; an empty field is not kept."""

    level: str
    place: str
    setting: str
    discipline: str


# From the finest to the coarsest: what one person costs when counted there rather than in a row.
STEPS: tuple[tuple[str, bool, int], ...] = (
    ("commune", True, 1),
    ("commune", False, 2),
    ("epci", True, 3),
    ("epci", False, 4),
    ("departement", True, 5),
    ("departement", False, 6),
    ("perimetre", False, 8),
)
COSTS = {(level, keeps): cost for level, keeps, cost in STEPS}
# In no total at all: every total above is then hidden, so anything else is tried before.
NOWHERE_COST = 100
DRAWN_IN_COST = 10


@dataclass(frozen=True)
class Unit:
    """Rows that stay together.

    `fresh`: none was ever in a published group, so that they can hide others. `counted` is how
    many of its rows a reader cannot bound. `told` is what an earlier group leaves for these rows
    at most, for a reader who takes them to be unchanged.
    """

    rows: tuple[Row, ...]
    slots: tuple[Slot, ...]
    must_hide: bool
    fresh: bool = True
    counted: int = 1
    told: int = 0

    @property
    def persons(self) -> int:
        """Persons of all its rows."""
        return sum(row["trainees"] for row in self.rows)

    @property
    def margin(self) -> int:
        """Persons it adds to what a row of its group could hold, beyond one for each row."""
        return self.persons - len(self.rows) if self.fresh else min(0, self.persons - self.told)

    def cost(self, slot: Slot | None) -> int:
        """Detail lost when its persons are counted in a slot, nowhere when None."""
        if slot is None:
            return self.persons * NOWHERE_COST
        drawn_in = 0 if self.must_hide else DRAWN_IN_COST
        return self.persons * COSTS[slot.level, bool(slot.discipline)] + drawn_in


@dataclass(frozen=True)
class Work:
    """Rows left as they are, groups kept from earlier releases, units to be placed."""

    published: tuple[Row, ...]
    kept: dict[Slot, list[Row]]
    units: tuple[Unit, ...]


def place_of(level: str, commune_id: str, areas: Areas) -> str:
    """Return where a group is counted: a commune, `epci:200…:59`, `departement:59`, `perimetre`."""
    epci, departement = areas[commune_id]
    return {
        "commune": commune_id,
        "epci": f"epci:{epci}:{departement}",
        "departement": f"departement:{departement}",
    }.get(level, "perimetre")


def slots_of(row: Row, areas: Areas) -> tuple[Slot, ...]:
    """Return every slot that could count the persons of a row, from the finest."""
    return tuple(
        Slot(
            level,
            place_of(level, row["commune_id"], areas),
            "" if level == "perimetre" else row["setting"],
            row["discipline"] if keeps else "",
        )
        for level, keeps, _ in STEPS
    )


def is_protected(units: Sequence[Unit], smallest: int) -> bool:
    """Whether each row of a group could hold one person only, and `smallest` persons or more.

    A reader knows the sum and that no row is empty (zeros are published): the largest value of a
    row is the sum less one for each other row. Only fresh rows count for the two last conditions.
    """
    fresh = [unit for unit in units if unit.fresh]
    persons = sum(unit.persons for unit in fresh)
    largest = max((row["trainees"] for unit in fresh for row in unit.rows), default=0)
    return (
        sum(unit.margin for unit in units) >= smallest - 1
        and sum(unit.counted for unit in fresh) >= 2
        and largest <= LARGEST_SHARE * persons
    )


def work_of(
    rows: Sequence[Row],
    areas: Areas,
    smallest: int,
    past: Sequence[Publication],
    coarsest: bool = False,
) -> Work:
    """Sort the rows of one source and year into what is published, kept together, or to place.

    `coarsest` keeps the groups told before with the same persons only.
    """
    counted = {key_of(row): row for row in rows if (row["trainees"] or 0) > 0}
    published = [row for row in rows if not (row["trainees"] or 0) > 0]
    past = renamed(past, counted.keys())
    doubtful = doubts(past, counted.keys())
    kept = _kept(counted, areas, smallest, _told_again(past, doubtful, coarsest))
    published += _replaced(counted, smallest, past, doubtful)
    units = _broken(counted, areas, past, doubtful)
    for key, row in counted.items():
        small = row["trainees"] < smallest
        if not small and any(one.published.get(key) for one in past):
            published.append(row)
            continue
        # Published, then hidden: a reader knows that it fell under the threshold.
        bounded = _last_count(key, past) is not None
        units.append(Unit((row,), slots_of(row, areas), small, True, 0 if bounded else 1))
    return Work(tuple(published), kept, tuple(units))


def _told_again(
    past: Sequence[Publication], doubtful: Sequence[Doubt], coarsest: bool
) -> list[tuple[Group, bool, bool]]:
    """Groups told before: whether each must count the same persons, and still hide its rows."""
    told = [group for one in reversed(past) for group in one.groups]
    same = [(group, True, False) for group in told]
    if coarsest:
        return same
    last = [(group, False, True) for one in past[-1:] for group in one.groups]
    following = [(replace(one, keys=followed(one.keys, doubtful)), True, True) for one in told]
    return [*same, *last, *following]


def _replaced(
    counted: dict[Key, Row], smallest: int, past: Sequence[Publication], doubtful: Iterable[Doubt]
) -> list[Row]:
    """Take out of `counted` the large rows that may only be rows published before.

    They are published or all hidden: beside what their sum was, one would tell the others.
    """
    hidden = grouped(past)
    found = []
    for doubt in doubtful:
        large = all(counted[key]["trainees"] >= smallest for key in doubt.new if key in counted)
        if large and not doubt.lost & hidden:
            found += [counted.pop(key) for key in sorted(doubt.new, key=str) if key in counted]
    return found


def _kept(
    counted: dict[Key, Row],
    areas: Areas,
    smallest: int,
    groups: Iterable[tuple[Group, bool, bool]],
) -> dict[Slot, list[Row]]:
    """Take out of `counted` the groups of `_told_again` that still have all their rows.

    With the same persons, a group tells nothing new.
    """
    kept: dict[Slot, list[Row]] = {}
    for group, must_be_same, must_hide in groups:
        if not group.keys <= counted.keys():
            continue
        own = tuple(counted[key] for key in sorted(group.keys, key=str))
        unit = Unit(own, common_slots(own, areas), True, counted=len(own))
        is_same = unit.persons == group.persons or not must_be_same
        if is_same and (not must_hide or is_protected([unit], smallest)):
            slot = Slot(*group.slot)
            kept.setdefault(slot if slot in unit.slots else unit.slots[0], []).extend(own)
            for key in group.keys:
                del counted[key]
    return kept


def _broken(
    counted: dict[Key, Row],
    areas: Areas,
    past: Sequence[Publication],
    doubtful: Sequence[Doubt] = (),
) -> list[Unit]:
    """Take out of `counted` the rows left of earlier groups that cannot be told again as such.

    They stay together, with those that may follow the lost ones; when their groups differed from
    one release to the next, or one may be followed, they are counted nowhere.
    """
    units: list[Unit] = []
    groups = [group for one in past for group in one.groups]
    lines = [group.keys for group in groups] + [doubt.lost | doubt.new for doubt in doubtful]
    for keys in linked(lines):
        own = tuple(counted.pop(key) for key in sorted(keys, key=str) if key in counted)
        if own:
            single = all(group.keys == keys for group in groups if group.keys & keys)
            told = max((group.persons for group in groups if group.keys & keys), default=0)
            doubted = any(doubt.new & keys for doubt in doubtful)
            slots = common_slots(own, areas) if single and not doubted else ()
            units.append(Unit(own, slots, True, False, 0, told - (len(keys) - len(own))))
    return units


def _last_count(key: Key, past: Sequence[Publication]) -> int | None:
    """Count last published of a row, None when it was hidden or absent, or counted nobody."""
    told = [one.published.get(key) for one in past if key in one.published or key in one.hidden]
    return (told[-1] or None) if told else None


def common_slots(rows: Sequence[Row], areas: Areas) -> tuple[Slot, ...]:
    """Return the slots that could count every row, from the finest."""
    shared = Counter(slot for row in rows for slot in slots_of(row, areas))
    return tuple(slot for slot in slots_of(rows[0], areas) if shared[slot] == len(rows))
