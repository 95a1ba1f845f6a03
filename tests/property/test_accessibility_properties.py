"""What must hold for any network of places: an independent oracle, conservation, monotonicity."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caremap.accessibility import (
    APL_STEPS,
    Decay,
    PairList,
    accessibility_from_pairs,
    contributions,
    leave_one_out,
    pairs_within,
    solve,
    weight_matrix,
    with_need_change,
    with_supply_change,
)

DECAYS = [
    Decay("steps", 20, APL_STEPS),
    Decay("steps", 30, APL_STEPS, uncertainty_minutes=3),
    Decay("gaussian", 20),
    Decay("linear", 20),
    Decay("exponential", 20, scale_minutes=8),
]
amounts = st.one_of(st.just(0.0), st.floats(1, 10_000))


@st.composite
def networks(draw):
    """Origins, sites, some of the minutes between them, supply and need."""
    origins, sites = draw(st.integers(1, 7)), draw(st.integers(1, 6))
    every = [(i, j) for i in range(origins) for j in range(sites)]
    kept = draw(st.lists(st.sampled_from(every), unique=True))
    minutes = draw(st.lists(st.floats(0, 40), min_size=len(kept), max_size=len(kept)))
    rows, columns = np.array(kept, dtype=np.intp).reshape(-1, 2).T
    pairs = PairList(rows, columns, np.array(minutes, dtype=float), (origins, sites))
    supply = draw(st.lists(amounts, min_size=sites, max_size=sites))
    need = draw(st.lists(amounts, min_size=origins, max_size=origins))
    return pairs, np.array(supply), np.array(need)


def plain_two_step(minutes, steps, supply, need):
    """2SFCA with dictionaries and loops, from the two sentences of Luo and Qi 2009."""

    def weight(time):
        for bound, value in steps:
            if time <= bound:
                return value
        return 0.0

    ratio = {}
    for site in range(len(supply)):
        demand = 0.0
        for (origin, other), time in minutes.items():
            if other == site:
                demand += weight(time) * need[origin]
        ratio[site] = supply[site] / demand if demand > 0 else 0.0
    index = []
    for origin in range(len(need)):
        total = 0.0
        for (other, site), time in minutes.items():
            if other == origin:
                total += weight(time) * ratio[site]
        index.append(total)
    return index


@given(networks())
def test_engine_equals_a_plain_python_computation(network):
    pairs, supply, need = network
    minutes = dict(zip(zip(pairs.origins, pairs.sites, strict=True), pairs.cost, strict=True))
    expected = plain_two_step(minutes, APL_STEPS, supply, need)
    solved = solve(weight_matrix(pairs, DECAYS[0]), supply, need).index
    np.testing.assert_allclose(solved, expected, rtol=1e-12)
    np.testing.assert_allclose(
        accessibility_from_pairs(pairs, DECAYS[0], supply, need), expected, rtol=1e-12
    )


@given(networks(), st.sampled_from(DECAYS))
def test_access_times_need_is_the_supply_in_use(network, decay):
    pairs, supply, need = network
    solved = solve(weight_matrix(pairs, decay), supply, need)
    used = float(solved.index @ need)
    assert used + solved.unused_supply == pytest.approx(supply.sum(), rel=1e-9)
    np.testing.assert_allclose(contributions(solved).sum(axis=1), solved.index, rtol=1e-9)


@given(networks(), st.sampled_from(DECAYS), st.data())
def test_adding_supply_never_lowers_anyone(network, decay, data):
    pairs, supply, need = network
    site = data.draw(st.integers(0, len(supply) - 1))
    before = solve(weight_matrix(pairs, decay), supply, need)
    after = with_supply_change(before, np.array([site]), np.array([5_400.0]))
    assert (after.index >= before.index).all()


@given(networks(), st.sampled_from(DECAYS), st.data())
def test_supply_change_equals_the_full_computation(network, decay, data):
    pairs, supply, need = network
    sites = data.draw(st.lists(st.integers(0, len(supply) - 1), min_size=1, max_size=4))
    added = data.draw(st.lists(st.floats(0, 9_000), min_size=len(sites), max_size=len(sites)))
    matrix = weight_matrix(pairs, decay)
    changed = with_supply_change(
        solve(matrix, supply, need), np.array(sites), np.array(added, dtype=float)
    )
    target = supply.copy()
    np.add.at(target, sites, added)
    assert_same(changed, solve(matrix, target, need))


@given(networks(), st.sampled_from(DECAYS), st.data())
def test_need_change_equals_the_full_computation(network, decay, data):
    pairs, supply, need = network
    origin = data.draw(st.integers(0, len(need) - 1))
    target = need.copy()
    target[origin] = data.draw(amounts)
    matrix = weight_matrix(pairs, decay)
    changed = with_need_change(
        solve(matrix, supply, need), np.array([origin]), np.array([target[origin] - need[origin]])
    )
    assert_same(changed, solve(matrix, supply, target))


def assert_same(changed, full):
    np.testing.assert_allclose(changed.supply, full.supply, rtol=1e-12)
    np.testing.assert_allclose(changed.demand, full.demand, rtol=1e-9, atol=1e-9)
    scale = 1e-9 * max(1.0, full.index.max(initial=0.0), changed.index.max(initial=0.0))
    np.testing.assert_allclose(changed.index, full.index, rtol=1e-9, atol=scale)


@given(networks(), st.floats(1, 9_000))
def test_leave_one_out_equals_the_worst_single_departure(network, consultations):
    pairs, supply, need = network
    solved = solve(weight_matrix(pairs, DECAYS[0]), supply, need)
    falls = [np.zeros(len(need))]
    for site in range(len(supply)):
        lost = -min(consultations, supply[site])
        after = with_supply_change(solved, np.array([site]), np.array([lost]))
        falls.append(solved.index - after.index)
    found = leave_one_out(solved, consultations)
    scale = 1e-9 * max(1.0, solved.index.max(initial=0.0))
    np.testing.assert_allclose(found.largest_fall, np.max(falls, axis=0), rtol=1e-9, atol=scale)


@given(
    st.lists(st.tuples(st.floats(1.5, 4.3), st.floats(49.9, 51.1)), min_size=1, max_size=20),
    st.floats(1, 80),
)
def test_pairs_are_symmetric_and_hold_each_place_with_itself(points, radius_km):
    lon, lat = np.array(points).T
    pairs = pairs_within(lon, lat, radius_km)
    known = dict(zip(zip(pairs.origins, pairs.sites, strict=True), pairs.cost, strict=True))
    assert len(known) == len(pairs.cost)
    assert all(known[j, i] == km for (i, j), km in known.items())
    assert all(known[i, i] == 0 for i in range(len(points)))
