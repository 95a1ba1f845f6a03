"""The exact choice of hosts against every possible choice, on random small cases."""

from itertools import chain, combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from caremap import siting
from caremap.siting import CoverProblem


@st.composite
def problems(draw):
    places, candidates = draw(st.integers(1, 7)), draw(st.integers(1, 7))
    cells = draw(
        st.lists(st.booleans(), min_size=places * candidates, max_size=places * candidates)
    )
    people = draw(st.lists(st.integers(0, 60), min_size=places, max_size=places))
    groups = draw(st.lists(st.sampled_from(("59", "62")), min_size=candidates, max_size=candidates))
    required = draw(st.sampled_from(((), ("59",), ("59", "62"))))
    covers = sparse.csc_array(np.array(cells, dtype=float).reshape(places, candidates))
    return CoverProblem(covers, np.array(people, dtype=float), tuple(groups), required)


def value(problem, chosen) -> float:
    table = problem.covers.toarray()
    return sum(
        people for row, people in zip(table, problem.people, strict=True) if row[list(chosen)].any()
    )


def allowed(problem, chosen) -> bool:
    return {problem.groups[one] for one in chosen} >= set(problem.required_groups)


def every_choice(problem, hosts):
    candidates = range(len(problem.groups))
    sets = chain.from_iterable(combinations(candidates, size) for size in range(hosts + 1))
    return [chosen for chosen in sets if allowed(problem, chosen)]


@given(problems(), st.integers(1, 4))
def test_the_best_choice_is_the_best_of_all(problem, hosts):
    every = every_choice(problem, hosts)
    best = siting.best_choice(problem, hosts)
    if not every:
        assert best is None
        return
    highest = max(value(problem, chosen) for chosen in every)
    assert len(best.candidates) <= hosts
    assert allowed(problem, best.candidates)
    assert best.people == value(problem, best.candidates) == highest
    assert best.gap < 1e-6
    for other in (siting.naive_choice(problem, hosts), siting.greedy_choice(problem, hosts)):
        assert allowed(problem, other.candidates)
        assert other.people == value(problem, other.candidates) <= highest


@given(problems(), st.integers(1, 4))
def test_replacements_are_all_those_of_equal_value(problem, hosts):
    best = siting.best_choice(problem, hosts)
    if best is None:
        return
    for candidate, swaps in siting.equal_swaps(problem, best).items():
        rest = [one for one in best.candidates if one != candidate]
        expected = [
            other
            for other in range(len(problem.groups))
            if other not in best.candidates
            and value(problem, [*rest, other]) == best.people
            and allowed(problem, [*rest, other])
        ]
        assert list(swaps) == expected


@given(problems(), st.integers(1, 3))
def test_one_more_host_never_reaches_fewer_people(problem, hosts):
    few, more = (siting.best_choice(problem, count) for count in (hosts, hosts + 1))
    if few is not None:
        assert more.people >= few.people
