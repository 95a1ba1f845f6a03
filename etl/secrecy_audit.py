"""Audit of statistical secrecy: what a reader can derive, by linear programming.

Written apart from the choice of groups: it reads the tables about to be served, writes every sum
of them that a page shows as an equation on the hidden counts, adds what earlier releases told, and
asks HiGHS for the smallest and largest value of each hidden count.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
from scipy.optimize import linprog

from caremap.catalog.tables.immersion_inbox import FOLLOW_UP
from etl.secrecy_counts import SecrecyFailed, no_few_answers, no_small_count
from etl.secrecy_history import Key, Past, Publication, served
from etl.secrecy_lines import named, no_line_told_again, renamed, shown
from etl.secrecy_totals import page_totals

TOLERANCE = 1e-6
_NEXT = (
    "Rien n'est publié, la version servie reste en place. Remettez dans le fichier les lignes de "
    "cette année telles qu'à la publication précédente, ou retirez toute l'année ; si le refus "
    "persiste, signalez-le avec le fichier à l'équipe du tableau de bord."
)


@dataclass(frozen=True)
class Equation:
    """Hidden counts whose sum is told."""

    cells: frozenset[Key]
    total: int


def audit(
    connection: duckdb.DuckDBPyConnection, source_id: str, smallest: int, past: Past | None = None
) -> None:
    """Refuse a warehouse that tells a count of 1 to `smallest` - 1 persons, or lets one be found.

    `past` is what earlier releases published, by source and year. Raises SecrecyFailed, which
    names the first cell found and never its value.
    """
    no_small_count(connection, source_id, smallest)
    no_few_answers(connection, FOLLOW_UP.smallest)
    totals = page_totals(connection, source_id)
    for told in served(connection):
        own = [Equation(cells, total) for cells, total in totals.get(told.year, [])]
        audit_year(told, own, smallest, (past or {}).get((told.source_id, told.year), []))


def audit_year(
    told: Publication, totals: Iterable[Equation], smallest: int, past: Sequence[Publication]
) -> None:
    """Audit one source and year: what is told now alone, then with what was told before.

    Raises SecrecyFailed.
    """
    now = [Equation(group.keys, group.persons) for group in told.groups]
    now = independent([*now, *totals])
    _all_hidden(now, {}, smallest, set(), "de ce qui serait publié")
    if not past:
        return
    past = renamed(past, shown(told))
    no_line_told_again(told, past)
    known = {key for one in past for key, count in one.published.items() if count}
    both = independent(_with_past(now, told, past))
    caps = dict.fromkeys(_fallen(told, past), smallest - 1)
    _all_hidden(both, caps, smallest, known, "de ce qui serait publié et de ce qui l'a déjà été")


def independent(equations: Iterable[Equation]) -> list[Equation]:
    """Return the equations without those that follow from smaller ones.

    Raises SecrecyFailed when one contradicts the others: two totals would not agree.
    """
    ordered = sorted(set(equations), key=lambda one: (len(one.cells), sorted(map(str, one.cells))))
    position = {
        cell: at for at, cell in enumerate(sorted({c for e in ordered for c in e.cells}, key=str))
    }
    basis = np.zeros((0, len(position)))
    totals = np.zeros(0)
    kept: list[Equation] = []
    for one in (each for each in ordered if each.cells or each.total):
        line = np.zeros(len(position))
        line[[position[cell] for cell in one.cells]] = 1
        shares = basis @ line
        rest, total = line - shares @ basis, one.total - shares @ totals
        size = float(np.linalg.norm(rest))
        if size > TOLERANCE:
            basis, totals = np.vstack([basis, rest / size]), np.append(totals, total / size)
            kept.append(one)
        elif abs(total) > TOLERANCE * max(1, abs(one.total)):
            raise SecrecyFailed("Deux totaux d'effectifs se contredisent.", _NEXT)
    return kept


def _all_hidden(
    equations: Sequence[Equation],
    caps: Mapping[Key, int],
    smallest: int,
    known: set[Key],
    whence: str,
) -> None:
    for own in components(equations):
        for cell, (low, high) in bounds(own, caps).items():
            wide = low <= 1 + TOLERANCE and high >= smallest - TOLERANCE
            if cell not in known and not wide:
                raise SecrecyFailed(
                    f"Secret statistique : un effectif caché se déduirait {whence} : "
                    f"{named(cell)}.",
                    _NEXT,
                )


def components(equations: Sequence[Equation]) -> list[list[Equation]]:
    """Return the equations by sets that share no cell."""
    found: list[tuple[set[Key], list[Equation]]] = []
    for one in equations:
        apart = [each for each in found if not each[0] & one.cells]
        together = [each for each in found if each[0] & one.cells]
        cells = set(one.cells).union(*(each[0] for each in together))
        found = [*apart, (cells, [each for own in together for each in own[1]] + [one])]
    return [own for _, own in found]


def bounds(
    equations: Sequence[Equation], caps: Mapping[Key, int]
) -> dict[Key, tuple[float, float]]:
    """Return the smallest and largest value of each cell; cells alike in all share one answer."""
    if len(equations) == 1 and caps.keys().isdisjoint(equations[0].cells):
        return _of_one_sum(equations[0])
    cells = sorted({cell for one in equations for cell in one.cells}, key=str)
    matrix = np.array([[cell in one.cells for cell in cells] for one in equations], dtype=float)
    solve = _solver(matrix, [one.total for one in equations], [caps.get(cell) for cell in cells])
    answers: dict[tuple[bytes, int | None], tuple[float, float]] = {}
    found: dict[Key, tuple[float, float]] = {}
    for at, cell in enumerate(cells):
        alike = (matrix[:, at].tobytes(), caps.get(cell))
        if alike not in answers:
            answers[alike] = (solve(at, 1), -solve(at, -1))
        # Without a sure answer (no counts agree, or HiGHS gave up), nothing is published.
        if not np.isfinite(answers[alike]).all():
            raise SecrecyFailed(f"Aucun effectif ne convient aux totaux de : {named(cell)}.", _NEXT)
        found[cell] = answers[alike]
    return found


def _of_one_sum(one: Equation) -> dict[Key, tuple[float, float]]:
    """Bounds of rows that one sum alone tells: a row is the sum less one for each other row."""
    cells = sorted(one.cells, key=str)
    largest = one.total - (len(cells) - 1)
    if largest < 1:
        raise SecrecyFailed(f"Aucun effectif ne convient aux totaux de : {named(cells[0])}.", _NEXT)
    return dict.fromkeys(cells, (largest if len(cells) == 1 else 1, largest))


def _solver(
    matrix: np.ndarray, totals: Sequence[int], caps: Sequence[int | None]
) -> Callable[[int, int], float]:
    """A function that minimises (sign 1) or maximises (sign -1) one cell; no hidden row is 0.

    It gives NaN when no counts agree with the sums.
    """

    def solve(at: int, sign: int) -> float:
        goal = np.zeros(matrix.shape[1])
        goal[at] = sign
        ranges = [(1, cap) for cap in caps]
        found = linprog(goal, A_eq=matrix, b_eq=totals, bounds=ranges, method="highs")
        if found.status == 2:
            return np.nan
        return float(found.fun) if found.status == 0 else -np.inf

    return solve


def _consistent(equations: Sequence[Equation], added: Equation) -> bool:
    """Whether some counts agree with all of it, each hidden row holding somebody."""
    if not added.cells:
        return added.total == 0
    (own,) = (one for one in components([*equations, added]) if added in one)
    cells = sorted({cell for one in own for cell in one.cells}, key=str)
    matrix = np.array([[cell in one.cells for cell in cells] for one in own], dtype=float)
    found = _solver(matrix, [one.total for one in own], [None] * len(cells))(0, 1)
    return not np.isnan(found)


def _with_past(
    now: Sequence[Equation], told: Publication, past: Sequence[Publication]
) -> list[Equation]:
    """Add the sums told before, newest first, that what is told since does not contradict.

    A contradicted sum was of other counts: it is then read as if the rows published since had
    changed, and left out when that is contradicted too.
    """
    found = list(now)
    for one in reversed(past):
        for group in one.groups:
            for added in _readings(group.keys, group.persons, told):
                if added in found or _consistent(found, added):
                    found.append(added)
                    break
    return found


def _readings(keys: frozenset[Key], persons: int, told: Publication) -> tuple[Equation, Equation]:
    """A sum told before with the counts published since, then with these as they were then."""
    since = {key: told.published[key] for key in keys if told.published.get(key)}
    then = frozenset((*key, "avant") if key in told.published else key for key in keys)
    left = frozenset(
        (*key, "avant") if key in told.published else key for key in keys - since.keys()
    )
    return Equation(left, persons - sum(since.values())), Equation(then, persons)


def _fallen(told: Publication, past: Sequence[Publication]) -> set[Key]:
    """Rows hidden now whose count was published last time: a reader knows that it fell."""
    fallen = set()
    for key in told.hidden:
        states = [one for one in past if key in one.published or key in one.hidden]
        if states and states[-1].published.get(key):
            fallen.add(key)
    return fallen
