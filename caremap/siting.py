"""Where to hold the next immersion days: the maximum coverage location problem, solved exactly.

Choose k hosts so that most people live in the territory of at least one (Church and ReVelle 1974).
Demand points covered by the same candidates are merged, and a candidate that covers a subset of
another one of its group is set aside: neither changes the best value.
"""

import time
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from caremap.accessibility.pairs import Floats, Indices
from caremap.catalog.indicators.immersion import MAX_HOSTS

_TOLERANCE = 0.5
"""People are whole numbers: values less than half a person apart are equal."""


@dataclass(frozen=True)
class CoverProblem:
    """`covers` (n, m) is 1 where candidate j covers point i; `people` (n,); `groups` (m,).

    `required_groups` must each have at least one chosen candidate.
    """

    covers: sparse.csc_array
    people: Floats
    groups: tuple[str, ...]
    required_groups: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.covers.shape != (len(self.people), len(self.groups)):
            raise ValueError("Couverture : une ligne par lieu et une colonne par candidat.")


@dataclass(frozen=True)
class Choice:
    """Chosen candidates, the people they cover, and a bound that no choice can exceed."""

    candidates: tuple[int, ...]
    people: float
    bound: float
    seconds: float = 0.0

    @property
    def gap(self) -> float:
        """Share of the bound that may still be missing; 0 when the choice is proved best."""
        return max(0.0, 1 - self.people / self.bound) if self.bound > 0 else 0.0


def people_covered(problem: CoverProblem, candidates: tuple[int, ...]) -> float:
    """Return the people covered by at least one of the candidates, each counted once."""
    if not candidates:
        return 0.0
    counts = problem.covers[:, list(candidates)].sum(axis=1)
    return float(problem.people[np.asarray(counts).ravel() > 0].sum())


def feasible(problem: CoverProblem, hosts: int) -> bool:
    """Return whether `hosts` candidates can hold one of each required group."""
    present = set(problem.groups)
    return hosts >= len(problem.required_groups) and present.issuperset(problem.required_groups)


def best_choice(problem: CoverProblem, hosts: int, seconds: float = 2.0) -> Choice | None:
    """Return the best set of at most `hosts` candidates, None when a required group has none.

    Solved by HiGHS (Huangfu and Hall 2018) within `seconds`, completed by the greedy choice when
    it stops early; `gap` says how far from the best the answer may be.
    """
    _require_hosts(hosts)
    started = time.perf_counter()
    if not feasible(problem, hosts):
        return None
    kept = useful_candidates(problem)
    chosen, bound = _solve(problem, kept, hosts, seconds)
    greedy = greedy_choice(problem, hosts)
    found = {problem.groups[candidate] for candidate in chosen}
    complete = found.issuperset(problem.required_groups)
    if greedy and not (complete and people_covered(problem, chosen) >= greedy.people):
        chosen = greedy.candidates
    chosen = _without_idle(problem, chosen)
    people = people_covered(problem, chosen)
    return Choice(chosen, people, max(bound, people), time.perf_counter() - started)


def naive_choice(problem: CoverProblem, hosts: int) -> Choice | None:
    """Return the largest needs one by one, overlaps ignored: what the exact choice improves on."""
    _require_hosts(hosts)
    return _one_by_one(problem, hosts, marginal=False)


def greedy_choice(problem: CoverProblem, hosts: int) -> Choice | None:
    """Return candidates taken one by one, each for the people not covered yet."""
    _require_hosts(hosts)
    return _one_by_one(problem, hosts, marginal=True)


def equal_swaps(problem: CoverProblem, choice: Choice) -> dict[int, tuple[int, ...]]:
    """Return, for each chosen candidate, those that can replace it alone without losing anyone."""
    found = {}
    for candidate in choice.candidates:
        others = tuple(other for other in choice.candidates if other != candidate)
        left = np.where(_covered(problem, others), 0.0, problem.people)
        gains = np.asarray(problem.covers.T @ left)
        needed = choice.people - people_covered(problem, others) - _TOLERANCE
        groups_left = {problem.groups[other] for other in others}
        missing = [group for group in problem.required_groups if group not in groups_left]
        found[candidate] = tuple(
            int(other)
            for other in np.flatnonzero(gains >= needed)
            if other not in choice.candidates and all(problem.groups[other] == g for g in missing)
        )
    return found


def useful_candidates(problem: CoverProblem) -> Indices:
    """Return candidates that cover someone and that no other of their group contains."""
    covers = sparse.csc_array(problem.covers[problem.people > 0])
    sizes = np.diff(covers.indptr)
    shared = sparse.csc_array(covers.T.astype(np.int32) @ covers.astype(np.int32)).tocoo()
    first, second = shared.coords
    same_group = np.array(problem.groups)[first] == np.array(problem.groups)[second]
    inside = (shared.data == sizes[first]) & same_group & (first != second)
    # Of two equal candidates, the one of lower position is kept.
    beaten = inside & ((sizes[second] > sizes[first]) | (second < first))
    kept = sizes > 0
    kept[first[beaten]] = False
    for group in problem.required_groups:
        own = np.flatnonzero(np.array(problem.groups) == group)
        if own.size and not kept[own].any():
            kept[own[0]] = True
    return np.flatnonzero(kept)


def _merged(problem: CoverProblem, kept: Indices) -> tuple[sparse.csr_array, Floats]:
    """Points covered by exactly the same candidates, as one point with their people together."""
    rows = sparse.csr_array(problem.covers[:, kept])
    alive = np.flatnonzero((problem.people > 0) & (np.diff(rows.indptr) > 0))
    rows = rows[alive]
    rows.sort_indices()
    keys: dict[bytes, int] = {}
    group = [
        keys.setdefault(rows.indices[start:stop].tobytes(), len(keys))
        for start, stop in zip(rows.indptr[:-1], rows.indptr[1:], strict=True)
    ]
    first = [group.index(number) for number in range(len(keys))]
    return rows[first], np.bincount(group, problem.people[alive], len(keys)).astype(float)


def _solve(
    problem: CoverProblem, kept: Indices, hosts: int, seconds: float
) -> tuple[tuple[int, ...], float]:
    if not kept.size or not (problem.people > 0).any():
        return (), 0.0
    covers, people = _merged(problem, kept)
    if not len(people):
        return (), 0.0
    sites, points = kept.size, len(people)
    linked = sparse.hstack((covers.astype(float), -sparse.eye_array(points)), format="csr")
    picked = np.concatenate((np.ones(sites), np.zeros(points)))[np.newaxis, :]
    constraints = [LinearConstraint(linked, 0, np.inf), LinearConstraint(picked, 0, hosts)]
    for group in problem.required_groups:
        own = np.array([problem.groups[site] == group for site in kept], dtype=float)
        row = np.concatenate((own, np.zeros(points)))[np.newaxis, :]
        constraints.append(LinearConstraint(row, 1, np.inf))
    answer = milp(
        np.concatenate((np.zeros(sites), -people)),
        constraints=constraints,
        bounds=Bounds(0, 1),
        integrality=np.concatenate((np.ones(sites), np.zeros(points))),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    bound = float(people.sum())
    if answer.mip_dual_bound is not None and np.isfinite(answer.mip_dual_bound):
        bound = min(bound, -float(answer.mip_dual_bound))
    if answer.x is None:
        return (), bound
    return tuple(int(kept[at]) for at in np.flatnonzero(answer.x[:sites] > 0.5)), bound


def _without_idle(problem: CoverProblem, chosen: tuple[int, ...]) -> tuple[int, ...]:
    """Leave out candidates that add nobody, unless their group is required and theirs alone."""
    kept = list(chosen)
    for candidate in chosen:
        others = tuple(other for other in kept if other != candidate)
        group = problem.groups[candidate]
        alone = group in problem.required_groups and group not in {
            problem.groups[other] for other in others
        }
        same = people_covered(problem, others) > people_covered(problem, tuple(kept)) - _TOLERANCE
        if same and not alone:
            kept = list(others)
    return tuple(kept)


def _one_by_one(problem: CoverProblem, hosts: int, *, marginal: bool) -> Choice | None:
    if not feasible(problem, hosts):
        return None
    left = problem.people.astype(float).copy()
    scores = np.asarray(problem.covers.T @ left, dtype=float)
    groups = np.array(problem.groups)
    missing = list(problem.required_groups)
    chosen: list[int] = []
    for step in range(min(hosts, len(problem.groups))):
        allowed = ~np.isin(np.arange(len(groups)), chosen)
        if len(missing) >= hosts - step:
            allowed &= np.isin(groups, missing)
        best = int(np.argmax(np.where(allowed, scores, -1.0)))
        if scores[best] <= 0 and not missing:
            break
        chosen.append(best)
        missing = [group for group in missing if group != groups[best]]
        if marginal:
            left[_covered(problem, (best,))] = 0.0
            scores = np.asarray(problem.covers.T @ left, dtype=float)
    people = people_covered(problem, tuple(chosen))
    return Choice(tuple(chosen), people, np.inf)


def _covered(problem: CoverProblem, candidates: tuple[int, ...]) -> np.ndarray:
    if not candidates:
        return np.zeros(len(problem.people), dtype=bool)
    counts = problem.covers[:, list(candidates)].sum(axis=1)
    return np.asarray(counts).ravel() > 0


def _require_hosts(hosts: int) -> None:
    if not 1 <= hosts <= MAX_HOSTS:
        raise ValueError(f"Nombre d'hôtes hors limites : 1 à {MAX_HOSTS} (reçu : {hosts}).")
