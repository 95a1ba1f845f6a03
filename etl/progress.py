"""Say how far a build is: a bar on a terminal, plain lines otherwise."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


class Report(Protocol):
    """Called at each step with its French label, the steps done and their total."""

    def __call__(self, label: str, done: int, total: int) -> None:
        """Report one step."""


class Tell(Protocol):
    """Called with the hash of an official file, or the id of the release, and a sentence on it."""

    def __call__(self, about: str, sentence: str) -> None:
        """Tell one sentence."""


def nobody(about: str, sentence: str) -> None:
    """Tell nobody."""


class Heard(defaultdict[str, list[str]]):
    """The sentences told, by what each is about: a `Tell` that keeps them."""

    def __init__(self) -> None:
        super().__init__(list)

    def __call__(self, about: str, sentence: str) -> None:
        """Keep one sentence."""
        self[about].append(sentence)


def silent(label: str, done: int, total: int) -> None:
    """Report nothing."""


@contextmanager
def reporting(console: Console) -> Iterator[Report]:
    """Give a `Report` fit for the console: one bar, or one line for each new label."""
    if not console.is_terminal:
        yield _plain(console)
        return
    columns = (
        TextColumn("{task.description:<24}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("Préparation", total=None)

        def report(label: str, done: int, total: int) -> None:
            bar.update(task, description=label, completed=done, total=total)

        yield report


def _plain(console: Console) -> Report:
    seen: set[str] = set()

    def report(label: str, done: int, total: int) -> None:
        if label not in seen:
            seen.add(label)
            console.print(f"{label} ({total})", highlight=False)

    return report
