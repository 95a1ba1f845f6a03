"""How many people live at each value: the bars of a histogram of inhabitants. Pure."""

import numpy as np
from numpy.typing import NDArray


def people_by_value(
    values: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """People in bars of a round width; a value on an edge belongs to the bar on its left."""
    known = np.isfinite(values)
    low, high = values[known].min(), values[known].max()
    raw = max((high - low) / 24, 1e-9)
    power = 10 ** np.floor(np.log10(raw))
    width = next(step * power for step in (1, 2.5, 5, 10) if step * power >= raw)
    edges = np.arange(np.floor(low / width), np.ceil(high / width) + 1) * width
    if edges.size < 2:
        edges = np.array([low - width / 2, low + width / 2])
    position = np.clip(np.searchsorted(edges, values[known], side="left") - 1, 0, edges.size - 2)
    people = np.bincount(position, weights=weights[known], minlength=edges.size - 1)
    return edges, people.astype(np.float64)
