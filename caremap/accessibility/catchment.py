"""Two-step floating catchment areas on sparse matrices.

Step 1, each site j: ratio_j = supply_j ÷ Σ_i w_ij · need_i (Luo and Wang 2003, step 1).
Step 2, each origin i: index_i = Σ_j w_ij · ratio_j (step 2; Luo and Qi 2009 for w_ij ≠ 1).

Defined results: a site nobody can reach has a ratio of 0 and its supply is unused; an origin that
reaches no supply has an index of 0; an origin without need has the index its people would have.
"""

from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import sparse
from scipy.special import ndtr

from caremap.accessibility.pairs import Floats, PairList
from caremap.accessibility.parameters import Decay, Steps

BLOCK_PAIRS = 1 << 17
"""Pairs weighed at a time: their temporary arrays stay in the processor's cache."""


@dataclass(frozen=True)
class Catchment:
    """A solved system of n origins and m sites.

    `weights` is (n, m), `by_site` its transpose, both by rows; `demand` and `supply` are (m,);
    `need` and `index` are (n,). The index is in units of supply per unit of need.
    """

    weights: sparse.csr_array
    by_site: sparse.csr_array
    supply: Floats
    need: Floats
    demand: Floats
    index: Floats

    @property
    def ratio(self) -> Floats:
        """Supply per unit of weighted need around each site, (m,); 0 where nobody can come."""
        return ratios(self.supply, self.demand)

    @property
    def reached(self) -> np.ndarray:
        """True, (n,), where at least one site with supply is within reach."""
        return np.asarray(self.weights @ (self.supply > 0).astype(float) > 0)

    @property
    def unused_supply(self) -> float:
        """Supply of the sites that nobody can reach: Σ index × need + this = Σ supply."""
        return float(self.supply[self.demand <= 0].sum())


def decay_weights(minutes: Floats, decay: Decay) -> Floats:
    """Return the weight in [0, 1] of each travel time, same shape; ValueError if one is < 0.

    Gaussian: Dai 2010, (exp(−½(t/limit)²) − exp(−½)) ÷ (1 − exp(−½)), 0 at the limit. Linear:
    1 − t ÷ limit. Exponential: exp(−t ÷ scale). Steps: Luo and Qi 2009, a bound belongs to the
    step below it.
    """
    if minutes.size and not minutes.min() >= 0:
        raise ValueError("Durée négative ou vide dans la liste des trajets.")
    if decay.kind == "steps" and decay.uncertainty_minutes == 0:
        return _step_weights(minutes, decay.steps)
    if decay.kind == "steps":
        blurred = _blurred_steps(minutes, decay.steps, decay.uncertainty_minutes)
        return blurred * (minutes <= decay.limit_minutes)
    share = minutes / decay.limit_minutes
    if decay.kind == "linear":
        return np.asarray(np.maximum(1 - share, 0))
    if decay.kind == "exponential":
        return np.asarray(np.exp(-minutes / decay.scale_minutes) * (share <= 1))
    floor = np.exp(-0.5)
    return np.asarray(np.maximum((np.exp(-0.5 * share**2) - floor) / (1 - floor), 0))


def _step_weights(minutes: Floats, steps: Steps) -> Floats:
    passed = np.zeros(minutes.shape, dtype=np.uint8)
    for bound, _ in steps:
        passed += minutes > bound
    return np.array([weight for _, weight in steps] + [0.0])[passed]


def _blurred_steps(minutes: Floats, steps: Steps, uncertainty_minutes: float) -> Floats:
    total = np.zeros_like(minutes)
    following = [weight for _, weight in steps[1:]] + [0.0]
    for (bound, weight), after in zip(steps, following, strict=True):
        total += (weight - after) * ndtr((bound - minutes) / uncertainty_minutes)
    return total


def weight_matrix(pairs: PairList, decay: Decay) -> sparse.csr_array:
    """Return the (n, m) matrix of weights of pairs in minutes; ValueError on a repeated pair."""
    weights = decay_weights(pairs.cost, decay)
    kept = weights > 0
    # 4-byte positions: a product is bound by memory, and this reads a quarter less of it.
    rows = pairs.origins[kept].astype(np.int32)
    columns = pairs.sites[kept].astype(np.int32)
    matrix = sparse.csr_array((weights[kept], (rows, columns)), shape=pairs.shape)
    if matrix.nnz < len(rows):
        raise ValueError("La même paire (origine, site) figure plusieurs fois.")
    return matrix


def ratios(supply: Floats, demand: Floats) -> Floats:
    """Return supply ÷ demand, (m,), 0 where the demand is 0."""
    return np.divide(supply, demand, out=np.zeros_like(demand), where=demand > 0)


def accessibility(weights: sparse.csr_array, supply: Floats, need: Floats) -> Floats:
    """Return the index (n,) from weights (n, m), supply (m,) and need (n,), both ≥ 0."""
    demand: Floats = np.asarray(weights.T @ need, dtype=float)
    index: Floats = weights @ ratios(supply, demand)
    return index


def row_blocks(weights: sparse.csr_array, count: int) -> list[sparse.csr_array]:
    """Return `count` runs of whole rows with about as many pairs each, sharing their memory."""
    if count < 1:
        raise ValueError(f"Au moins un bloc de lignes attendu (reçu : {count}).")
    goals = np.arange(1, count) * (weights.nnz / count)
    cuts = [0, *np.searchsorted(weights.indptr, goals).tolist(), weights.shape[0]]
    blocks = []
    for first, last in pairwise(cuts):
        start, stop = weights.indptr[first], weights.indptr[last]
        arrays = weights.data[start:stop], weights.indices[start:stop]
        offsets = weights.indptr[first : last + 1] - start
        shape = (last - first, weights.shape[1])
        blocks.append(sparse.csr_array((*arrays, offsets), shape=shape))
    return blocks


def accessibility_in_threads(
    blocks: list[sparse.csr_array], supply: Floats, need: Floats, pool: Executor
) -> Floats:
    """Return the same index (n,) from `row_blocks`, one task a block: scipy frees the lock."""
    cuts = np.cumsum([block.shape[0] for block in blocks])[:-1]
    asked = pool.map(lambda block, part: block.T @ part, blocks, np.split(need, cuts))
    ratio = ratios(supply, np.sum(list(asked), axis=0, dtype=float))
    return np.concatenate(list(pool.map(lambda block: block @ ratio, blocks)))


def accessibility_from_pairs(pairs: PairList, decay: Decay, supply: Floats, need: Floats) -> Floats:
    """Return the same index (n,) straight from pairs in minutes, without building a matrix."""
    _check(pairs.shape, supply, need)
    origins, sites = pairs.shape
    blocks = _blocks(len(pairs.cost), max(BLOCK_PAIRS, origins, sites))
    weights = np.empty(len(pairs.cost))
    demand, index = np.zeros(sites), np.zeros(origins)
    for block in blocks:
        weights[block] = decay_weights(pairs.cost[block], decay)
        asked = weights[block] * need[pairs.origins[block]]
        demand += np.bincount(pairs.sites[block], asked, sites)
    ratio = ratios(supply, demand)
    for block in blocks:
        served = weights[block] * ratio[pairs.sites[block]]
        index += np.bincount(pairs.origins[block], served, origins)
    return index


def _blocks(count: int, size: int) -> list[slice]:
    return [slice(start, start + size) for start in range(0, count, size)]


def solve(weights: sparse.csr_array, supply: Floats, need: Floats) -> Catchment:
    """Return the solved catchment; ValueError when a shape differs or a value is < 0 or empty."""
    _check(weights.shape, supply, need)
    by_site = weights.T.tocsr()
    demand = np.asarray(by_site @ need)
    index = np.asarray(weights @ ratios(supply, demand))
    return Catchment(weights, by_site, supply, need, demand, index)


def contributions(catchment: Catchment) -> sparse.csr_array:
    """Return (n, m): the part of the index of origin i owed to site j; rows sum to the index."""
    return sparse.csr_array(catchment.weights.multiply(catchment.ratio[np.newaxis, :]))


def flows(catchment: Catchment) -> sparse.csr_array:
    """Return (n, m): supply of site j used by origin i; columns sum to the supply in use."""
    return sparse.csr_array(contributions(catchment).multiply(catchment.need[:, np.newaxis]))


def _check(shape: tuple[int, int], supply: Floats, need: Floats) -> None:
    if need.shape != (shape[0],) or supply.shape != (shape[1],):
        raise ValueError(
            f"Tailles différentes : {shape[0]} origines et {shape[1]} sites attendus, "
            f"{need.shape} besoins et {supply.shape} offres reçus."
        )
    for name, values in (("offre", supply), ("besoin", need)):
        if not (np.all(np.isfinite(values)) and np.all(values >= 0)):
            raise ValueError(f"Valeur négative, vide ou infinie dans : {name}.")
