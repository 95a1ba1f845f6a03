"""Classes of a choropleth: limits, counts, and the class of each territory.

Limits come from `mapclassify`; official thresholds come from the catalog. mapclassify pulls
scikit-learn, so it is imported on first use (the server warms it before it serves).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

METHODS: dict[str, str] = {
    "officiels": "Seuils officiels",
    "quantiles": "Quantiles (effectifs égaux)",
    "jenks": "Jenks (ruptures naturelles)",
    "egaux": "Intervalles égaux",
}
MIN_CLASSES, MAX_CLASSES = 3, 7
_CLASSIFIERS = {"jenks": "NaturalBreaks", "egaux": "EqualInterval"}


_DRAWS = Lock()


@contextmanager
def _seeded_draws() -> Iterator[None]:
    """Make NaturalBreaks repeatable: it draws its starts from numpy's global generator."""
    with _DRAWS:
        state = np.random.get_state()
        np.random.seed(0)
        try:
            yield
        finally:
            np.random.set_state(state)


@dataclass(frozen=True)
class Classes:
    """Class limits of one map.

    `upper_limits` has one value a class (the last is the maximum); `counts` the number of
    territories of each class; `index` the class of each value, −1 where there is no figure.
    """

    method: str
    lowest: float
    upper_limits: tuple[float, ...]
    counts: tuple[int, ...]
    index: NDArray[np.int8]

    @property
    def class_count(self) -> int:
        """Number of classes."""
        return len(self.upper_limits)


def classify(
    values: NDArray[np.float64], method: str, class_count: int, thresholds: tuple[float, ...] = ()
) -> Classes:
    """Cut values into classes; a class holds the values ≤ its upper limit and > the one before.

    `thresholds` are used by the method `officiels` (values ≤ threshold are below it). Missing
    values are NaN. Fewer distinct values than classes give fewer classes. Raises ValueError on
    an unknown method or a class count outside 3–7.
    """
    if method not in METHODS:
        raise ValueError(f"méthode inconnue : {method}")
    if not MIN_CLASSES <= class_count <= MAX_CLASSES:
        raise ValueError(f"nombre de classes hors de 3–7 : {class_count}")
    present = values[np.isfinite(values)]
    if present.size == 0:
        return Classes(method, 0.0, (), (), np.full(values.shape, -1, dtype=np.int8))
    limits = _limits(present, method, class_count, thresholds)
    index = np.full(values.shape, -1, dtype=np.int8)
    index[np.isfinite(values)] = np.searchsorted(limits, present, side="left")
    counts = np.bincount(index[index >= 0], minlength=len(limits))
    return Classes(
        method, float(present.min()), tuple(map(float, limits)), tuple(map(int, counts)), index
    )


def _limits(
    present: NDArray[np.float64], method: str, class_count: int, thresholds: tuple[float, ...]
) -> NDArray[np.float64]:
    highest = present.max()
    distinct = np.unique(present)
    if method == "officiels" and thresholds:
        inner = [limit for limit in thresholds if limit < highest]
        return np.array([*inner, highest])
    if distinct.size <= class_count:
        return distinct
    if method == "quantiles":
        return _quantile_limits(present, class_count)
    import mapclassify

    classifier = getattr(mapclassify, _CLASSIFIERS.get(method, "EqualInterval"))
    with _seeded_draws():
        limits = np.unique(np.minimum(classifier(present, k=class_count).bins, highest))
    limits[-1] = highest
    return limits


def _quantile_limits(present: NDArray[np.float64], class_count: int) -> NDArray[np.float64]:
    """Quantiles; a value held by more territories than a class would hold is a class of its own."""
    import mapclassify

    lowest = present.min()
    if np.mean(present == lowest) >= 1 / class_count:
        above = present[present > lowest]
        count = min(class_count - 1, np.unique(above).size)
        return np.array([lowest, *np.unique(mapclassify.Quantiles(above, k=count).bins)])
    return np.unique(mapclassify.Quantiles(present, k=class_count).bins)


def mirrored(values: NDArray[np.float64], method: str, class_count: int) -> Classes:
    """Cut changes into classes that mirror each other around zero (an even number of classes)."""
    half = max(2, class_count // 2)
    present = values[np.isfinite(values)]
    if present.size == 0 or not np.any(present):
        return classify(values, "quantiles", class_count)
    sizes = np.abs(present[present != 0])
    steps = _limits(sizes, method, half, ())
    limits = np.array([*-steps[-2::-1], 0.0, *steps])
    index = np.full(values.shape, -1, dtype=np.int8)
    index[np.isfinite(values)] = np.searchsorted(limits, present, side="left")
    counts = np.bincount(index[index >= 0], minlength=len(limits))
    return Classes(
        method, -float(steps[-1]), tuple(map(float, limits)), tuple(map(int, counts)), index
    )


def tercile_index(values: NDArray[np.float64]) -> tuple[NDArray[np.int8], tuple[float, float]]:
    """Return the tercile (0, 1, 2) of each value, −1 where missing, and the two limits."""
    present = values[np.isfinite(values)]
    if present.size == 0:
        return np.full(values.shape, -1, dtype=np.int8), (0.0, 0.0)
    first, second = (float(limit) for limit in np.quantile(present, [1 / 3, 2 / 3]))
    index = np.full(values.shape, -1, dtype=np.int8)
    index[np.isfinite(values)] = np.searchsorted([first, second], present, side="left")
    return index, (first, second)
