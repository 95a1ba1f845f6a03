"""The next hosts on cases small enough to solve by hand."""

import numpy as np
import pytest
from scipy import sparse

from caremap import siting
from caremap.siting import CoverProblem


def problem(rows, people, groups=None, required=()):
    covers = sparse.csc_array(np.array(rows, dtype=float))
    return CoverProblem(
        covers, np.array(people, dtype=float), tuple(groups or "5" * covers.shape[1]), required
    )


# Four places, three candidates: 0 covers the first two, 1 the middle two, 2 the last two.
CHAIN = problem([[1, 0, 0], [1, 1, 0], [0, 1, 1], [0, 0, 1]], [10, 100, 90, 20])


def test_one_host_goes_where_most_people_are():
    best = siting.best_choice(CHAIN, 1)
    assert (best.candidates, best.people, best.gap) == ((1,), 190, 0)


def test_two_hosts_are_not_the_two_largest_needs():
    best = siting.best_choice(CHAIN, 2)
    assert (set(best.candidates), best.people, best.bound) == ({0, 2}, 220, 220)
    naive = siting.naive_choice(CHAIN, 2)
    assert (naive.candidates, naive.people) == ((1, 0), 200)
    greedy = siting.greedy_choice(CHAIN, 2)
    assert (greedy.candidates, greedy.people) == ((1, 2), 210)


def test_a_host_that_adds_nobody_is_left_out():
    best = siting.best_choice(CHAIN, 3)
    assert (set(best.candidates), best.people) == ({0, 2}, 220)


def test_one_host_in_each_departement():
    both = problem(np.eye(3), [50, 40, 5], ("59", "59", "62"), ("59", "62"))
    assert set(siting.best_choice(both, 2).candidates) == {0, 2}
    assert siting.naive_choice(both, 2).people == 55
    assert siting.greedy_choice(both, 2).people == 55
    assert siting.best_choice(both, 1) is None
    assert siting.naive_choice(both, 1) is None


def test_a_required_departement_counts_even_where_nobody_is_left_to_reach():
    both = problem(np.eye(2), [50, 0], ("59", "62"), ("59", "62"))
    best = siting.best_choice(both, 2)
    assert (set(best.candidates), best.people) == ({0, 1}, 50)
    no_candidate = problem(np.eye(2), [50, 10], ("59", "59"), ("59", "62"))
    assert siting.best_choice(no_candidate, 2) is None


def test_replacements_of_equal_value_are_listed():
    twins = problem([[1, 1, 0, 0], [1, 1, 0, 1], [0, 0, 1, 0]], [10, 20, 5])
    best = siting.best_choice(twins, 2)
    assert best.people == 35
    swaps = siting.equal_swaps(twins, best)
    assert swaps[2] == ()
    (other,) = [candidate for candidate in best.candidates if candidate != 2]
    assert swaps[other] == ((1,) if other == 0 else (0,))


def test_a_replacement_keeps_one_host_in_each_departement():
    rows = [[1, 1, 0], [0, 0, 1]]
    both = problem(rows, [10, 5], ("62", "59", "59"), ("59", "62"))
    best = siting.best_choice(both, 2)
    assert set(best.candidates) == {0, 2}
    assert siting.equal_swaps(both, best) == {0: (), 2: ()}


def test_candidates_inside_another_are_set_aside_only_within_their_departement():
    rows = [[1, 1, 1], [1, 0, 0]]
    same = problem(rows, [10, 10], ("59", "59", "62"))
    assert siting.useful_candidates(same).tolist() == [0, 2]
    equal = problem([[1, 1], [1, 1]], [1, 1])
    assert siting.useful_candidates(equal).tolist() == [0]


def test_nobody_to_reach_gives_no_host():
    best = siting.best_choice(problem(np.eye(2), [0, 0]), 1)
    assert (best.candidates, best.people, best.gap) == ((), 0, 0)
    empty = problem(np.zeros((2, 0)), [3, 4])
    assert siting.best_choice(empty, 1).candidates == ()


@pytest.mark.parametrize("hosts", [0, 13, -1])
def test_a_number_of_hosts_out_of_bounds_is_refused(hosts):
    for choose in (siting.best_choice, siting.naive_choice, siting.greedy_choice):
        with pytest.raises(ValueError, match="hors limites"):
            choose(CHAIN, hosts)


def test_a_cover_of_another_shape_is_refused():
    with pytest.raises(ValueError, match="une ligne par lieu"):
        CoverProblem(sparse.csc_array(np.eye(2)), np.array([1.0]), ("59", "59"))
