"""Composite of attractiveness by the steps of the OECD/JRC handbook. Pure functions on arrays.

Source: OECD/JRC (2008), Handbook on Constructing Composite Indicators: normalisation (step 5),
weighting and aggregation (step 6), uncertainty analysis (step 7). Shapes: n territories, c
criteria, f families, d draws. Scores run from 0 to 100; NaN is a missing figure.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from caremap.accessibility.pairs import EARTH_RADIUS_KM, Floats, unit_sphere
from caremap.catalog.attractiveness import AGGREGATIONS, NORMALISATIONS, SPREADS

SEED = 20240605
DRAWS = 1_000
SPREAD = 0.5
LOW_SHARE, HIGH_SHARE = 5, 95
SOLID_PART = 5
_FLOOR = 1.0
_POINTS_PER_DEVIATION = 15.0
_TIE_DECIMALS = 9

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Ranking:
    """Composite, rank and interval of ranks, each (n,); `solid` where the interval is narrow.

    `widest_solid` is the largest number of places that a solid interval may cover. Territories
    without a composite hold NaN everywhere and are not solid.
    """

    composite: Floats
    rank: Floats
    low: Floats
    high: Floats
    solid: Mask
    widest_solid: int

    @property
    def ranked(self) -> int:
        """Number of territories that have a rank."""
        return int(np.isfinite(self.rank).sum())


def nearest_km(lon: Floats, lat: Floats, sites: tuple[Floats, Floats]) -> Floats:
    """Return the great-circle distance in km from each point to the nearest site, (n,).

    `sites` are longitudes and latitudes; without any, every distance is NaN.
    """
    if not len(sites[0]):
        return np.full(len(lon), np.nan)
    closeness = (unit_sphere(lon, lat) @ unit_sphere(*sites).T).max(axis=1)
    half_chord = np.sqrt(np.maximum(0.0, (1.0 - closeness) / 2))
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(half_chord, 1.0)))


def sums_within(
    points: tuple[Floats, Floats], sites: tuple[Floats, Floats], counts: Floats, radius_km: float
) -> Floats:
    """Return, for each point, the sum of counts of the sites within a distance in km, (n,)."""
    closeness = unit_sphere(*points) @ unit_sphere(*sites).T
    near = closeness >= np.cos(radius_km / EARTH_RADIUS_KM)
    return np.asarray(near @ counts, dtype=np.float64)


def normalise(values: Floats, method: str, higher_is_better: Mask) -> Floats:
    """Return criteria (n, c) as scores from 0 to 100, 100 being the better end.

    A criterion that is the same everywhere scores 50. Raises ValueError on an unknown method.
    """
    if method not in NORMALISATIONS:
        raise ValueError(f"normalisation inconnue : {method}")
    oriented = np.where(higher_is_better, values, -values)
    columns = [_normalised(column, method) for column in oriented.T]
    return np.stack(columns, axis=1) if columns else np.empty(values.shape)


def _normalised(column: Floats, method: str) -> Floats:
    scores = np.full(column.shape, np.nan)
    known = np.isfinite(column)
    present = column[known]
    if present.size == 0:
        return scores
    low, high = present.min(), present.max()
    if low == high:
        scores[known] = 50.0
    elif method == "minmax":
        scores[known] = 100 * ((present - low) / (high - low))
    elif method == "rang":
        scores[known] = 100 * (rankdata(present) - 1) / (present.size - 1)
    else:
        deviations = (present - present.mean()) / max(present.std(), np.finfo(float).tiny)
        scores[known] = np.clip(50 + _POINTS_PER_DEVIATION * deviations, 0, 100)
    return scores


def family_scores(scores: Floats, family_of: NDArray[np.int_], families: int) -> Floats:
    """Return the mean of the known criteria of each family, (n, f); NaN where none is known."""
    known = np.isfinite(scores)
    members = np.equal.outer(family_of, np.arange(families)).astype(float)
    totals = np.where(known, scores, 0.0) @ members
    counts = known.astype(float) @ members
    return np.where(counts > 0, totals / np.maximum(counts, 1.0), np.nan)


def composites(scores: Floats, weights: Floats, aggregation: str) -> Floats:
    """Return one composite a draw and territory, (d, n), from family scores (n, f).

    `weights` (d, f) are non-negative and are brought to a sum of 1. A territory that misses a
    weighted family has none (NaN). Geometric aggregation floors scores at 1. Raises ValueError on
    an unknown aggregation or on weights that are all zero.
    """
    if aggregation not in AGGREGATIONS:
        raise ValueError(f"agrégation inconnue : {aggregation}")
    totals = weights.sum(axis=1, keepdims=True)
    if not np.all(totals > 0):
        raise ValueError("au moins une famille doit peser")
    shares = weights / totals
    missing = np.isnan(scores)
    lacking = (weights > 0).astype(float) @ missing.T.astype(float) > 0
    if aggregation == "lineaire":
        found = shares @ np.where(missing, 0.0, scores).T
    else:
        found = np.exp(shares @ np.log(np.where(missing, 1.0, np.maximum(scores, _FLOOR))).T)
    return np.where(lacking, np.nan, found)


def ranks(composite: Floats) -> Floats:
    """Return 1 + the number of territories with a higher composite, for each row of (d, n)."""
    rounded = np.round(composite, _TIE_DECIMALS)
    found = rankdata(-np.where(np.isnan(rounded), -np.inf, rounded), method="min", axis=1)
    return np.where(np.isnan(composite), np.nan, found)


def drawn_weights(weights: Floats, loaded: Mask, spread: str, draws: int = DRAWS) -> Floats:
    """Return seeded draws of weights, (d, f); the first one is the chosen weights.

    `autour` multiplies each weight by a number between 0.5 and 1.5; `tous` draws every split of
    the weight between the families that hold a figure, all equally likely. Raises ValueError on
    an unknown spread.
    """
    if spread not in SPREADS:
        raise ValueError(f"tirage inconnu : {spread}")
    generator = np.random.default_rng(SEED)
    if spread == "autour":
        drawn = weights * generator.uniform(1 - SPREAD, 1 + SPREAD, (draws, weights.size))
    else:
        drawn = generator.exponential(size=(draws, weights.size)) * loaded
    drawn[0] = weights
    return drawn


def rank_with_interval(
    by_method: dict[str, Floats],
    method: str,
    weights: Floats,
    aggregation: str,
    solid_part: int = SOLID_PART,
) -> Ranking:
    """Return the ranking by drawn weights (d, f), the first draw being the chosen weights.

    `by_method` holds the family scores (n, f) of each normalisation; every other draw takes one
    of them by chance. The interval covers the 5th to the 95th percentile of drawn ranks, widened
    to hold the rank of the chosen settings; it is solid when it covers at most one territory in
    `solid_part`.
    """
    names = list(by_method)
    picked = np.random.default_rng(SEED + 1).integers(len(names), size=len(weights))
    picked[0] = names.index(method)
    drawn = np.empty((len(weights), len(by_method[method])))
    for position, name in enumerate(names):
        rows = picked == position
        if rows.any():
            drawn[rows] = composites(by_method[name], weights[rows], aggregation)
    found = ranks(drawn)
    return _with_interval(drawn[0], found, solid_part)


def _with_interval(composite: Floats, found: Floats, solid_part: int) -> Ranking:
    rank = found[0]
    missing = np.isnan(rank)
    ordered = np.sort(found, axis=0)
    last = len(found) - 1
    low = np.where(missing, np.nan, np.fmin(ordered[round(last * LOW_SHARE / 100)], rank))
    high = np.where(missing, np.nan, np.fmax(ordered[round(last * HIGH_SHARE / 100)], rank))
    widest = max(1, int((~missing).sum()) // solid_part)
    solid = ~missing & (high - low + 1 <= widest)
    return Ranking(composite, rank, low, high, solid, widest)


def contributions(scores: Floats, weights: Floats, aggregation: str) -> Floats:
    """Return the points of the composite that each family brings, (n, f); rows sum to it.

    With geometric aggregation the composite is shared in proportion to weight × logarithm.
    """
    composite = composites(scores, weights[np.newaxis], aggregation)[0]
    shares = weights / weights.sum()
    filled = np.where((shares == 0) & np.isnan(scores), 0.0, scores)
    if aggregation == "lineaire":
        return np.asarray(shares * filled)
    logs = shares * np.log(np.maximum(filled, _FLOOR))
    totals = logs.sum(axis=1, keepdims=True)
    parts = np.where(totals > 0, logs / np.where(totals > 0, totals, 1.0), shares)
    return np.asarray(composite[:, np.newaxis] * parts)


def shifts_without(scores: Floats, weights: Floats, aggregation: str) -> Floats:
    """Return the places lost (+) or gained (−) when one family is left out, (f, n).

    NaN for a family without weight, and for the only one that has some.
    """
    chosen = ranks(composites(scores, weights[np.newaxis], aggregation))[0]
    shifts = np.full((weights.size, len(scores)), np.nan)
    for family in np.flatnonzero(weights):
        without = weights.copy()
        without[family] = 0.0
        if without.any():
            shifts[family] = ranks(composites(scores, without[np.newaxis], aggregation))[0] - chosen
    return shifts
