"""Scenarios, stability of the verdict and siting, on places in a row."""

import numpy as np
import pytest

from caremap.accessibility import (
    Action,
    Hypotheses,
    PairList,
    access_class,
    best_single_site,
    best_siting,
    catchment_of,
    consultations_added,
    greedy_siting,
    leave_one_out,
    naive_siting,
    people_crossing,
    people_moved,
    retirements,
    siting_problem,
    solve,
    weight_matrix,
    with_need_change,
    with_supply_change,
)


def row_of_places(supply, need=None, reach=5):
    """Places every 5 minutes along a road, each reaching `reach` minutes."""
    size = len(supply)
    origins, sites = np.divmod(np.arange(size**2), size)
    pairs = PairList(origins, sites, np.abs(origins - sites) * 5.0, (size, size))
    need = np.full(size, 1_000.0) if need is None else np.asarray(need, dtype=float)
    return solve(weight_matrix(pairs, catchment_of(reach)), np.asarray(supply, float), need)


def test_one_more_gp_raises_its_catchment_by_its_share():
    before = row_of_places([5_000, 0, 0, 0])
    after = with_supply_change(before, np.array([1]), np.array([3_000.0]))
    assert (after.index - before.index).tolist() == pytest.approx([1, 1, 1, 0])
    assert before.supply[1] == 0


def test_repeated_sites_add_up_and_a_departure_brings_back():
    before = row_of_places([5_000, 0, 0, 0])
    twice = with_supply_change(before, np.array([1, 1]), np.array([1_000.0, 2_000.0]))
    assert twice.supply[1] == 3_000
    back = with_supply_change(twice, np.array([1]), np.array([-3_000.0]))
    np.testing.assert_allclose(back.index, before.index)


def test_need_brought_to_zero_leaves_the_supply_unused():
    before = row_of_places([5_000, 0, 0, 0])
    after = with_need_change(before, np.array([0, 1]), np.array([-1_000.0, -1_000.0]))
    assert after.unused_supply == 5_000
    assert after.index.tolist() == [0, 0, 0, 0]


def test_impossible_changes_are_refused():
    before = row_of_places([5_000, 0])
    with pytest.raises(ValueError, match="L'offre"):
        with_supply_change(before, np.array([1]), np.array([-1.0]))
    with pytest.raises(ValueError, match="Le besoin"):
        with_need_change(before, np.array([1]), np.array([-1_001.0]))
    with pytest.raises(ValueError, match="Lieu inconnu"):
        with_supply_change(before, np.array([2]), np.array([1.0]))
    with pytest.raises(ValueError, match="Autant de lieux"):
        with_supply_change(before, np.array([1]), np.array([1.0, 2.0]))


def test_actions_become_consultations():
    believed = Hypotheses(5_000, 0.1, 1_500, 800)
    actions = [Action(3, gps=2, interns=1), Action(4, gps_with_assistant=1, telecabins=2)]
    sites, added = consultations_added(actions, believed)
    assert sites.tolist() == [3, 4]
    assert added.tolist() == pytest.approx([2 * 5_000 + 1_500, 5_000 * 1.1 + 2 * 800])


def test_retirements_take_a_share_of_the_oldest():
    sites, added = retirements(np.array([0, 10_000.0, 5_000.0]), 0.5)
    assert (sites.tolist(), added.tolist()) == ([1, 2], [-5_000, -2_500])
    with pytest.raises(ValueError, match="part des départs"):
        retirements(np.ones(1), 1.5)
    with pytest.raises(ValueError, match="effet d'un assistant"):
        Hypotheses(assistant_gain=2)


def test_thresholds_belong_to_the_class_below():
    assert access_class(np.array([2.5, 2.51, 4.0, 4.01])).tolist() == [0, 1, 1, 2]


def test_people_who_cross_each_threshold_both_ways():
    before, after = np.array([2.0, 3.0, 5.0]), np.array([3.0, 2.5, 3.9])
    table = people_crossing(before, after, np.array([10.0, 20.0, 40.0]))
    assert table["people_up"].tolist() == [10, 0]
    assert table["people_down"].tolist() == [20, 40]


def test_leave_one_out_finds_the_fragile_verdicts():
    catchment = row_of_places([6_000, 5_000, 0, 0])
    now = [6_000 / 2_000 + 5_000 / 3_000] * 2 + [5_000 / 3_000, 0]
    assert catchment.index.tolist() == pytest.approx(now)
    found = leave_one_out(catchment, 4_000)
    assert found.largest_fall.tolist() == pytest.approx([4_000 / 2_000] * 2 + [4_000 / 3_000, 0])
    assert found.critical_site.tolist() == [0, 0, 1, -1]
    assert found.fragile.tolist() == [True, True, False, False]


def test_leave_one_out_takes_no_more_than_the_supply_and_accepts_a_published_index():
    catchment = row_of_places([1_000, 0])
    found = leave_one_out(catchment, 5_000, index=np.array([2.6, 3.5]))
    assert found.largest_fall.tolist() == pytest.approx([0.5, 0.5])
    assert found.fragile.tolist() == [True, False]
    with pytest.raises(ValueError, match="Consultations par généraliste"):
        leave_one_out(catchment, 0)


def test_leave_one_out_equals_removing_each_gp_in_turn():
    catchment = row_of_places([6_000, 9_000, 4_000, 12_000, 3_000], reach=10)
    found = leave_one_out(catchment, 5_400)
    falls = []
    for site in range(5):
        lost = -np.minimum(catchment.supply[[site]], 5_400)
        falls.append(catchment.index - with_supply_change(catchment, np.array([site]), lost).index)
    np.testing.assert_allclose(found.largest_fall, np.max(falls, axis=0), rtol=1e-12)


def siting_case():
    """Two clusters out of reach of each other: the big one needs its GP in the middle."""
    catchment = row_of_places([0] * 7, need=[10, 100, 500, 100, 0, 0, 50])
    return siting_problem(catchment, 2_100.0, catchment.need, 2.5)


def test_one_gp_goes_where_most_people_rise():
    problem = siting_case()
    best = best_single_site(problem)
    # At site 2: 2 100 ÷ (100 + 500 + 100) = 3 > 2.5 for 700 people.
    assert best.gps_by_site == {2: 1}
    assert best.people_moved == 700
    assert best.gap == 0


def test_naive_choice_serves_the_lowest_index_first():
    catchment = row_of_places([5_000, 0, 0, 0], need=[100, 100, 100, 900])
    problem = siting_problem(catchment, 5_000.0, catchment.need, 2.5)
    assert naive_siting(problem, 1).gps_by_site == {2: 1}


def test_programme_is_as_good_as_every_pair_and_its_bound_holds():
    problem = siting_case()
    every = [
        people_moved(problem, {a: 1, b: 1} if a != b else {a: 2})
        for a in range(7)
        for b in range(7)
    ]
    best, greedy = best_siting(problem, 2), greedy_siting(problem, 2)
    assert best.people_moved == max(every)
    assert best.gap == pytest.approx(0, abs=1e-6)
    assert greedy.people_moved <= best.people_moved <= greedy.people_bound + 1e-6


def test_gp_count_of_siting_is_bounded():
    for choose in (best_single_site, best_siting, greedy_siting, naive_siting):
        with pytest.raises(ValueError, match="1 à 500"):
            choose(siting_case(), 0)


def test_nobody_to_move_gives_an_empty_answer():
    catchment = row_of_places([90_000, 90_000])
    problem = siting_problem(catchment, 5_000.0, catchment.need, 2.5)
    assert best_siting(problem, 2).people_moved == 0
