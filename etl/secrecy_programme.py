"""The choice of groups: an integer programme (HiGHS), and a simple rule when it is not solved.

Both give the slot of each unit: None is nowhere, a large row that is left out stays published.
"""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from etl.secrecy_units import LARGEST_SHARE, STEPS, Slot, Unit, is_protected

# Branches, not seconds: the same file gives the same groups on any machine. The seconds only stop
# a machine that is stuck; the simple rule then decides.
NODES, SECONDS = 500, 120.0
Placed = dict[int, Slot | None]


def place(
    units: Sequence[Unit], smallest: int, nodes: int = NODES, seconds: float = SECONDS
) -> Placed:
    """Return the cheapest slot of each unit by its position, the simple rule's when not proven.

    Minimises persons x coarseness of the level where they are counted (`Unit.cost`), so that each
    group meets `is_protected` by its fresh units alone.
    """
    programme = _Programme(units, smallest)
    if not programme.slots:
        return place_simply(units, smallest)
    solved = programme.solve(nodes, seconds)
    return place_simply(units, smallest) if solved is None else solved


def cost(units: Sequence[Unit], placed: Placed) -> int:
    """Return the detail lost by a choice of slots."""
    return sum(units[at].cost(slot) for at, slot in placed.items())


class _Programme:
    """Binary variables: one for each slot in use, one for each unit in a slot, one for nowhere."""

    def __init__(self, units: Sequence[Unit], smallest: int) -> None:
        self.units = units
        self.smallest = smallest
        self.slots = sorted(_usable(units, smallest))
        self.costs: list[float] = [0.0] * len(self.slots)
        self.choices: list[tuple[int, Slot | None]] = []
        self.cells: list[tuple[int, int, float]] = []
        self.lowest: list[float] = []
        self.highest: list[float] = []
        inside = self._choices()
        for at, slot in enumerate(self.slots):
            self._protect(at, inside[slot])

    def _choices(self) -> dict[Slot, list[tuple[int, Unit]]]:
        """A variable for each unit in each usable slot; each unit that must hide takes one."""
        position = {slot: at for at, slot in enumerate(self.slots)}
        inside: dict[Slot, list[tuple[int, Unit]]] = {slot: [] for slot in self.slots}
        for at, unit in enumerate(self.units):
            own: list[int] = []
            for slot in (one for one in unit.slots if one in position):
                own.append(self._variable(at, slot))
                inside[slot].append((own[-1], unit))
                self._require([(own[-1], 1), (position[slot], -1)], highest=0)
            if unit.must_hide:
                own.append(self._variable(at, None))
            self._require([(one, 1) for one in own], float(unit.must_hide), 1)
        return inside

    def _variable(self, at: int, slot: Slot | None) -> int:
        self.choices.append((at, slot))
        self.costs.append(self.units[at].cost(slot))
        return len(self.costs) - 1

    def _protect(self, slot: int, inside: list[tuple[int, Unit]]) -> None:
        """The conditions of `is_protected`, on the fresh units of a slot in use."""
        fresh = [(at, unit) for at, unit in inside if unit.fresh]
        margins: list[tuple[int, float]] = [(at, unit.margin) for at, unit in inside]
        self._require([*margins, (slot, 1 - self.smallest)], 0)
        self._require([*((at, unit.counted) for at, unit in fresh), (slot, -2)], 0)
        for own, unit in fresh:
            if not unit.must_hide:
                rest = [
                    (at, LARGEST_SHARE * one.persons - (unit.persons if at == own else 0))
                    for at, one in fresh
                ]
                self._require(rest, 0)

    def _require(
        self,
        terms: Sequence[tuple[int, float]],
        lowest: float = -np.inf,
        highest: float = np.inf,
    ) -> None:
        self.cells += [(len(self.lowest), at, factor) for at, factor in terms]
        self.lowest.append(lowest)
        self.highest.append(highest)

    def solve(self, nodes: int, seconds: float) -> Placed | None:
        """Return the slots of the best choice, None when it is not proven to be the best."""
        rows, columns, factors = zip(*self.cells, strict=True)
        shape = (len(self.lowest), len(self.costs))
        matrix = coo_array((np.array(factors, dtype=float), (rows, columns)), shape=shape)
        found = milp(
            np.array(self.costs),
            integrality=np.ones(len(self.costs)),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(matrix.tocsr(), self.lowest, self.highest),
            options={"node_limit": nodes, "time_limit": seconds, "mip_rel_gap": 0.0},
        )
        if found.status != 0:
            return None
        chosen = found.x[len(self.slots) :] > 0.5
        return {at: slot for (at, slot), taken in zip(self.choices, chosen, strict=True) if taken}


def _usable(units: Sequence[Unit], smallest: int) -> set[Slot]:
    """Slots that some unit needs and whose fresh units could make a group."""
    needed = {slot for unit in units if unit.must_hide for slot in unit.slots}
    margins = dict.fromkeys(needed, 0)
    counted = dict.fromkeys(needed, 0)
    for unit in (one for one in units if one.fresh):
        for slot in needed.intersection(unit.slots):
            margins[slot] += unit.margin
            counted[slot] += unit.counted
    return {slot for slot in needed if margins[slot] >= smallest - 1 and counted[slot] >= 2}


def place_simply(units: Sequence[Unit], smallest: int) -> Placed:
    """Return slots taken greedily: the finest level that makes a group, then the next one.

    What is left joins groups and large rows, the smallest first, until it makes a group; rows
    left of earlier groups are counted nowhere. Never fails, at the price of detail.
    """
    placed: Placed = {}
    left = [at for at, unit in enumerate(units) if unit.must_hide and unit.fresh]
    for step in range(len(STEPS)):
        for slot, inside in _by_slot(units, left, step).items():
            if is_protected([units[at] for at in inside], smallest):
                placed |= dict.fromkeys(inside, slot)
        left = [at for at in left if at not in placed]
    placed |= _rest(units, left, placed, smallest) if left else {}
    return placed | {at: None for at, unit in enumerate(units) if not unit.fresh}


def _by_slot(units: Sequence[Unit], left: Sequence[int], step: int) -> dict[Slot, list[int]]:
    level, keeps, _ = STEPS[step]
    found: dict[Slot, list[int]] = {}
    for at in left:
        for slot in units[at].slots:
            if slot.level == level and bool(slot.discipline) == keeps:
                found.setdefault(slot, []).append(at)
    return dict(sorted(found.items()))


def _rest(units: Sequence[Unit], left: list[int], placed: Placed, smallest: int) -> Placed:
    together = list(left)
    for joined in _joinable(units, placed):
        together += joined
        if is_protected([units[at] for at in together], smallest):
            return dict.fromkeys(together, units[left[0]].slots[-1])
    return dict.fromkeys(left, None)


def _joinable(units: Sequence[Unit], placed: Placed) -> list[list[int]]:
    """Groups made so far and large rows, the smallest first."""
    groups: dict[Slot | None, list[int]] = {}
    for at, slot in placed.items():
        groups.setdefault(slot, []).append(at)
    alone = [[at] for at, unit in enumerate(units) if not unit.must_hide]
    return sorted([*groups.values(), *alone], key=lambda own: sum(units[at].persons for at in own))
