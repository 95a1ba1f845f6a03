"""How far a recomputed index ranks territories as a published one does."""

import numpy as np
import numpy.typing as npt

from caremap.accessibility.pairs import EARTH_RADIUS_KM, Floats

KM_PER_DEGREE = EARTH_RADIUS_KM * np.pi / 180


def rank_correlation(index: Floats, published: Floats) -> float:
    """Return Spearman's rank correlation, −1 to 1, of two vectors (n,) without gaps."""
    from scipy.stats import spearmanr  # as long to load as the rest of the package

    return float(spearmanr(index, published, nan_policy="raise").statistic)


def weighted_means(values: Floats, people: Floats, groups: npt.NDArray[np.str_]) -> Floats:
    """Return the mean of `values` (n,) weighted by `people` (n,) in each group, groups sorted."""
    _, position = np.unique(groups, return_inverse=True)
    return np.asarray(np.bincount(position, values * people) / np.bincount(position, people))


def chequers(lon: Floats, lat: Floats, side_km: float = 20.0) -> npt.NDArray[np.bool_]:
    """Return False on one half of the squares of `side_km`, True on the other, like a chessboard.

    Neighbours share their pairs: halves drawn commune by commune would not be independent.
    """
    wide = KM_PER_DEGREE * np.cos(np.radians(lat.mean()))
    east, north = np.floor(lon * wide / side_km), np.floor(lat * KM_PER_DEGREE / side_km)
    return np.asarray((east + north) % 2 == 1)
