"""Would the verdict of a commune change if one GP left? Leave-one-out over all communes at once."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from caremap.accessibility.catchment import Catchment, ratios
from caremap.accessibility.pairs import Floats
from caremap.accessibility.scenario import THRESHOLDS, access_class


@dataclass(frozen=True)
class Stability:
    """By origin, (n,): largest fall, the site it comes from (−1 if none), class before and after.

    `fragile` is True where the class changes when one GP leaves that site.
    """

    largest_fall: Floats
    critical_site: npt.NDArray[np.intp]
    class_now: npt.NDArray[np.intp]
    class_after: npt.NDArray[np.intp]

    @property
    def fragile(self) -> npt.NDArray[np.bool_]:
        """Where one departure changes the class, (n,)."""
        return np.asarray(self.class_now != self.class_after)


def leave_one_out(
    catchment: Catchment,
    consultations_per_gp: float,
    index: Floats | None = None,
    thresholds: tuple[float, ...] = THRESHOLDS,
) -> Stability:
    """Return, for every origin, what the worst single departure does to its class.

    One GP leaving site j takes min(consultations_per_gp, supply_j) away, so index_i falls by
    w_ij × that ÷ demand_j: the largest fall of a row is enough to know whether any departure
    changes the class. `index` (n,), by default the computed one, may be the published APL.
    """
    if not consultations_per_gp > 0:
        raise ValueError(f"Consultations par généraliste > 0 (reçu : {consultations_per_gp}).")
    lost = ratios(np.minimum(catchment.supply, consultations_per_gp), catchment.demand)
    weights = catchment.weights
    falls = weights.data * lost[weights.indices]
    filled = np.flatnonzero(np.diff(weights.indptr))
    largest = np.zeros(weights.shape[0])
    critical = np.full(weights.shape[0], -1, dtype=np.intp)
    if filled.size:
        largest[filled] = np.maximum.reduceat(falls, weights.indptr[filled])
        rows = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))
        worst = np.flatnonzero((falls == largest[rows]) & (falls > 0))
        critical[rows[worst[::-1]]] = weights.indices[worst[::-1]]
    now = catchment.index if index is None else index
    classes = access_class(now, thresholds), access_class(now - largest, thresholds)
    return Stability(largest, critical, *classes)
