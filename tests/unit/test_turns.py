"""Runs wait for one another, not for ever, and a run that fails gives its turn back."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread

import pytest

from caremap.ui import turns
from caremap.ui.turns import turn


def test_runs_never_overlap_while_they_are_short():
    inside, most = [], []

    def run(_: int) -> None:
        with turn():
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.01)
            inside.pop()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(run, range(24)))
    assert max(most) == 1
    assert len(most) == 24


def test_a_long_run_does_not_hold_the_others_back_for_ever(monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE_S", 0.05)
    started, ended = Event(), Event()

    def long() -> None:
        with turn():
            started.set()
            ended.wait(20)

    held = Thread(target=long)
    held.start()
    assert started.wait(20)
    with turn():
        assert held.is_alive(), "the short run went on beside the long one"
    ended.set()
    held.join(20)
    took = time.perf_counter()
    with turn():
        pass
    assert time.perf_counter() - took < turns.PATIENCE_S, "the turn was given back"


def test_a_run_that_fails_gives_its_turn_back(monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE_S", 20)
    with pytest.raises(ZeroDivisionError), turn():
        raise ZeroDivisionError

    def run() -> bool:
        with turn():
            return True

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(run).result(10)


def test_the_body_of_a_page_runs_inside_the_turn_of_its_page(monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE_S", 20)
    started = time.perf_counter()
    with turn(), turn():
        pass
    assert time.perf_counter() - started < turns.PATIENCE_S
