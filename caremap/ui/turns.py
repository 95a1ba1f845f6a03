"""Runs of pages take turns on the interpreter: docs/decisions/turns.md."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

# A run lasts some 30 ms. One that prepares a model may last seconds: the others then go on.
PATIENCE_S = 0.5
_running = RLock()


@contextmanager
def turn() -> Iterator[None]:
    """Wait for the run under way, half a second at most, then run; a turn may hold another."""
    taken = _running.acquire(timeout=PATIENCE_S)
    try:
        yield
    finally:
        if taken:
            _running.release()
