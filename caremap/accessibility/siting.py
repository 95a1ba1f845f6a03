"""Where to place new GPs so that most people rise above a threshold.

Adding x_j GPs at site j raises index_i by Σ_j gain_ij · x_j, with gain_ij = w_ij × consultations
of one GP ÷ demand_j. The number of people above a threshold is not submodular in x, so the greedy
answer carries no constant-factor guarantee: the bound comes from the linear programme instead.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from caremap.accessibility.catchment import Catchment, ratios
from caremap.accessibility.pairs import Floats, Indices

STRICTLY_ABOVE = 1e-6
"""What the programme asks beyond the threshold: its own tolerance is of that size."""


@dataclass(frozen=True)
class SitingProblem:
    """GPs to place: gain (n, m) of one GP, index (n,), population (n,), sites allowed (k,)."""

    gain: sparse.csc_array
    index: Floats
    population: Floats
    candidates: Indices
    threshold: float


@dataclass(frozen=True)
class Siting:
    """GPs by site, the people who rise above the threshold, and a bound nobody can exceed."""

    gps_by_site: dict[int, int]
    people_moved: float
    people_bound: float
    method: str

    @property
    def gap(self) -> float:
        """Share of the bound that may still be missing; 0 when the answer is proved optimal."""
        return 1 - self.people_moved / self.people_bound if self.people_bound > 0 else 0.0


def siting_problem(
    catchment: Catchment,
    consultations_per_gp: float,
    population: Floats,
    threshold: float,
    candidates: Indices | None = None,
) -> SitingProblem:
    """Return the problem for n origins; rows of `population` beyond its length count nobody."""
    if not consultations_per_gp > 0:
        raise ValueError(f"Consultations par généraliste > 0 (reçu : {consultations_per_gp}).")
    people = np.zeros(catchment.weights.shape[0])
    people[: len(population)] = population
    added = ratios(np.full(len(catchment.demand), consultations_per_gp), catchment.demand)
    gain = sparse.csc_array(catchment.weights.multiply(added[np.newaxis, :]))
    allowed = np.arange(len(population)) if candidates is None else np.unique(candidates)
    return SitingProblem(gain, catchment.index, people, allowed, threshold)


def people_moved(problem: SitingProblem, gps_by_site: dict[int, int]) -> float:
    """Return the people whose index rises above the threshold with these GPs."""
    placed = np.zeros(problem.gain.shape[1])
    placed[list(gps_by_site)] = list(gps_by_site.values())
    after = problem.index + problem.gain @ placed
    rises = (problem.index <= problem.threshold) & (after > problem.threshold)
    return float(problem.population[rises].sum())


def best_single_site(problem: SitingProblem, gps: int = 1) -> Siting:
    """Return the best site for `gps` GPs together (one MSP): exact, every site is tried."""
    _require_gps(gps)
    moved = _moved_by_site(problem, problem.index, gps)
    best = int(problem.candidates[np.argmax(moved[problem.candidates])])
    people = float(moved[best])
    return Siting({best: gps}, people, people, "exact")


def naive_siting(problem: SitingProblem, gps: int) -> Siting:
    """Return one GP in each of the places of lowest index: the choice to compare with."""
    _require_gps(gps)
    order = problem.candidates[np.argsort(problem.index[problem.candidates], kind="stable")]
    chosen = {int(site): 1 for site in order[:gps]}
    return Siting(chosen, people_moved(problem, chosen), np.inf, "naive")


def greedy_siting(problem: SitingProblem, gps: int) -> Siting:
    """Return GPs placed one by one where most people rise, then where they come nearest.

    A step that moves nobody goes to the site that closes the largest share of the missing index,
    weighted by people. The bound is that of the linear relaxation.
    """
    _require_gps(gps)
    index, chosen = problem.index.copy(), dict[int, int]()
    for _ in range(gps):
        score = _moved_by_site(problem, index, 1)[problem.candidates]
        if not score.max() > 0:
            score = _approach_by_site(problem, index)[problem.candidates]
        site = int(problem.candidates[np.argmax(score)])
        chosen[site] = chosen.get(site, 0) + 1
        index = index + problem.gain[:, [site]].toarray().ravel()
    bound = _solve(problem, gps, relaxed=True, seconds=10.0)[1]
    return Siting(chosen, people_moved(problem, chosen), bound, "greedy")


def best_siting(problem: SitingProblem, gps: int, seconds: float = 5.0) -> Siting:
    """Return the best of the exact answer for 1 GP, or of the mixed-integer programme and greedy.

    The programme is solved by HiGHS (Huangfu and Hall 2018) within `seconds`; when it stops
    early the gap says how far the answer may be from the best.
    """
    _require_gps(gps)
    if gps == 1:
        return best_single_site(problem)
    greedy = greedy_siting(problem, gps)
    chosen, bound = _solve(problem, gps, relaxed=False, seconds=seconds)
    bound = min(bound, greedy.people_bound)
    moved = people_moved(problem, chosen)
    if moved < greedy.people_moved:
        chosen, moved = greedy.gps_by_site, greedy.people_moved
    return Siting(chosen, moved, max(bound, moved), "milp")


def _moved_by_site(problem: SitingProblem, index: Floats, gps: int) -> Floats:
    gain = problem.gain
    rises = index[gain.indices] + gps * gain.data > problem.threshold
    people = np.where(index <= problem.threshold, problem.population, 0.0)[gain.indices]
    return _by_column(gain, rises * people)


def _approach_by_site(problem: SitingProblem, index: Floats) -> Floats:
    gain = problem.gain
    missing = np.maximum(problem.threshold - index, 0) + STRICTLY_ABOVE
    people = np.where(index <= problem.threshold, problem.population, 0.0)
    return _by_column(gain, (people / missing)[gain.indices] * gain.data)


def _by_column(matrix: sparse.csc_array, values: Floats) -> Floats:
    columns = np.repeat(np.arange(matrix.shape[1]), np.diff(matrix.indptr))
    return np.asarray(np.bincount(columns, values, matrix.shape[1]), dtype=float)


def _solve(
    problem: SitingProblem, gps: int, *, relaxed: bool, seconds: float
) -> tuple[dict[int, int], float]:
    missing = problem.threshold - problem.index + STRICTLY_ABOVE
    gain = sparse.csr_array(problem.gain[:, problem.candidates])
    reach = gain.max(axis=1).toarray().ravel() * gps
    rows = np.flatnonzero((missing > 0) & (problem.population > 0) & (reach >= missing))
    if not rows.size:
        return {}, 0.0
    sites = problem.candidates
    scale = sparse.diags_array(1 / missing[rows])
    linked = sparse.hstack((scale @ gain[rows], -sparse.eye_array(rows.size)), format="csr")
    total = np.concatenate((np.ones(sites.size), np.zeros(rows.size)))[np.newaxis, :]
    answer = milp(
        np.concatenate((np.zeros(sites.size), -problem.population[rows])),
        constraints=[LinearConstraint(linked, 0, np.inf), LinearConstraint(total, 0, gps)],
        bounds=Bounds(0, np.concatenate((np.full(sites.size, gps), np.ones(rows.size)))),
        integrality=np.full(sites.size + rows.size, 0 if relaxed else 1),
        options={"time_limit": seconds},
    )
    people = problem.population[rows].sum()
    if relaxed:
        return {}, float(-answer.fun) if answer.success else float(people)
    bound = -answer.mip_dual_bound if answer.mip_dual_bound is not None else people
    placed = np.zeros(0) if answer.x is None else np.round(answer.x[: sites.size]).astype(int)
    chosen = {int(sites[at]): int(placed[at]) for at in np.flatnonzero(placed)}
    return chosen, float(min(bound, people))


def _require_gps(gps: int) -> None:
    if not 1 <= gps <= 500:
        raise ValueError(f"Nombre de généralistes hors limites : 1 à 500 (reçu : {gps}).")
