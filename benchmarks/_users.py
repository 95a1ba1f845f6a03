"""Readers at work at the same time: each changes its view, waits as a person does, and again."""

import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle
from statistics import quantiles
from threading import Event

from benchmarks._reader import Reader, reading

THINK_S = 5.0
# What a working session looks at: maps by indicator, sheets of territories, internships.
VIEWS = (
    ("densite", "indicateur=apl_gp_65"),
    ("densite", "indicateur=gp_density&departement=59"),
    ("densite", "niveau=epci&indicateur=share_65_plus"),
    ("acces", "niveau=epci"),
    ("acces", "serie=apl_gp&territoire=59350"),
    ("territoire", "territoire=59350"),
    ("territoire", "territoire=200093201"),
    ("territoire", "territoire=62193"),
    ("stages", ""),
    ("synthese", "departement=62"),
)


@dataclass
class Crowd:
    """What all the readers saw: seconds of each rerun, and errors."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    by_others: float | None = None

    @property
    def p95_s(self) -> float:
        """Time under which 95 % of the reruns ended, in seconds."""
        return quantiles(self.seconds, n=20, method="inclusive")[-1]

    @property
    def median_s(self) -> float:
        """Median time of a rerun, in seconds."""
        return quantiles(self.seconds, n=2, method="inclusive")[0]


def warm(url: str) -> None:
    """Let one reader open every view, twice: the crowd measures cached reruns."""
    with reading(url, VIEWS[0][0]) as reader:
        for page, query in VIEWS * 2:
            reader.go(page, query)


def crowd(
    url: str,
    users: int,
    reruns: int,
    *,
    views: Sequence[tuple[str, str]] = VIEWS,
    look: Callable[[Reader], str | None] = lambda _: None,
    keeps_messages: bool = True,
) -> Crowd:
    """Let `users` readers ask for `reruns` views each; `look` may name an error in an answer."""
    found = Crowd()
    stop = Event()

    def work(number: int) -> None:
        chance = random.Random(number)
        order = cycle(views[number % len(views) :] + views[: number % len(views)])
        stop.wait(chance.uniform(0, THINK_S))
        try:
            with reading(url, views[0][0]) as reader:
                reader.keeps_messages = keeps_messages
                reader.go(*next(order))
                for page, query in (next(order) for _ in range(reruns)):
                    stop.wait(chance.uniform(0.5, 1.5) * THINK_S)
                    started = time.perf_counter()
                    reader.go(page, query)
                    found.seconds.append(time.perf_counter() - started)
                    if complaint := look(reader):
                        found.errors.append(complaint)
        except (OSError, RuntimeError, TimeoutError) as error:
            found.errors.append(f"{type(error).__name__}: {error}")

    with ThreadPoolExecutor(users) as pool:
        list(pool.map(work, range(users)))
    return found
