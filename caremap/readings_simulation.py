"""Sentences on the results of a scenario, computed from the figures. Pure."""

import numpy as np
from numpy.typing import NDArray

from caremap.formats import enumerate_words, signed


def moved_most(changes: NDArray[np.float64]) -> str:
    """How many largest rises and falls are shown, and their span: none is zero."""
    rises = int((changes > 0).sum())
    told = [_most(rises, "hausse"), _most(changes.size - rises, "baisse")]
    text = enumerate_words([half for half in told if half])
    high, low = signed(float(np.max(changes)), 2), signed(float(np.min(changes)), 2)
    span = f"de {high} à {low}" if changes.size > 1 else high
    return f"{text[0].upper()}{text[1:]}, {span}."


def _most(count: int, what: str) -> str:
    if count == 1:
        return f"la plus forte {what}"
    return f"les {count} plus fortes {what}s" if count else ""
