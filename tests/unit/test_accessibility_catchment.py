"""Catchments on small grids whose answers are sums that a reader can redo."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from caremap.accessibility import (
    APL_STEPS,
    Decay,
    PairList,
    accessibility,
    accessibility_from_pairs,
    accessibility_in_threads,
    catchment_of,
    contributions,
    decay_weights,
    flows,
    row_blocks,
    solve,
    weight_matrix,
)

SIDE = 5
PLACES = SIDE * SIDE
CENTRE, NORTH, CORNER = 12, 7, 0


def grid(minutes_per_step: float = 5.0) -> PairList:
    """5 × 5 places, each pair timed along the streets (Manhattan)."""
    row, column = np.divmod(np.arange(PLACES), SIDE)
    steps = np.abs(row[:, None] - row) + np.abs(column[:, None] - column)
    origins, sites = np.divmod(np.arange(PLACES**2), PLACES)
    return PairList(origins, sites, steps.ravel() * minutes_per_step, (PLACES, PLACES))


def solved(decay, supply, need=None):
    need = np.full(PLACES, 100.0) if need is None else need
    return solve(weight_matrix(grid(), decay), supply, need)


def at(place: int, amount: float) -> np.ndarray:
    values = np.zeros(PLACES)
    values[place] = amount
    return values


def test_catchment_that_holds_everyone_gives_total_supply_over_total_need():
    catchment = solved(catchment_of(100), at(CENTRE, 600.0) + at(CORNER, 400.0))
    assert catchment.index == pytest.approx(np.full(PLACES, (600 + 400) / (25 * 100)))


def test_two_step_serves_the_centre_and_its_four_neighbours():
    catchment = solved(catchment_of(5), at(CENTRE, 1_000.0))
    assert catchment.demand[CENTRE] == 100 + 4 * 100
    assert catchment.index[[CENTRE, NORTH]] == pytest.approx([1_000 / 500, 1_000 / 500])
    assert np.count_nonzero(catchment.index) == 1 + 4


def test_steps_weigh_both_the_demand_and_the_access():
    decay = Decay("steps", 10, ((0, 1.0), (5, 0.5), (10, 0.25)))
    catchment = solved(decay, at(CENTRE, 1_000.0))
    demand = 1 * 100 + 4 * 0.5 * 100 + 8 * 0.25 * 100
    assert catchment.demand[CENTRE] == demand
    assert catchment.index[CENTRE] == pytest.approx(1 * 1_000 / demand)
    assert catchment.index[NORTH] == pytest.approx(0.5 * 1_000 / demand)
    assert catchment.index[2] == pytest.approx(0.25 * 1_000 / demand)


def test_two_suppliers_add_up_for_the_place_between_them():
    catchment = solved(catchment_of(5), at(CENTRE, 1_000.0) + at(2, 300.0))
    assert catchment.index[NORTH] == pytest.approx(1_000 / (5 * 100) + 300 / (4 * 100))


def test_grid_is_symmetric_when_supply_is():
    board = solved(Decay("linear", 20), at(CENTRE, 900.0)).index.reshape(SIDE, SIDE)
    for image in (board.T, board[::-1], board[:, ::-1]):
        np.testing.assert_allclose(board, image, rtol=1e-14)


def test_decomposition_says_who_serves_whom():
    catchment = solved(catchment_of(5), at(CENTRE, 1_000.0) + at(2, 300.0))
    shares, used = contributions(catchment), flows(catchment)
    assert shares[NORTH, CENTRE] == pytest.approx(1_000 / 500)
    assert used[NORTH, 2] == pytest.approx(100 * 300 / 400)
    np.testing.assert_allclose(shares.sum(axis=1), catchment.index)
    np.testing.assert_allclose(used.sum(axis=0), catchment.supply)


def test_zero_supply_gives_zero_everywhere():
    catchment = solved(catchment_of(5), np.zeros(PLACES))
    assert not catchment.index.any()
    assert not catchment.reached.any()


def test_zero_demand_leaves_the_supply_unused_and_the_index_at_zero():
    catchment = solved(catchment_of(5), at(CENTRE, 1_000.0), need=np.zeros(PLACES))
    assert not catchment.index.any()
    assert catchment.unused_supply == 1_000


def test_place_without_people_keeps_the_index_its_people_would_have():
    need = np.full(PLACES, 100.0) - at(NORTH, 100.0)
    catchment = solved(catchment_of(5), at(CENTRE, 1_000.0), need)
    assert catchment.index[NORTH] == pytest.approx(1_000 / 400)


def test_isolated_place_and_empty_catchment_have_an_index_of_zero():
    nothing = np.array([], dtype=np.intp)
    pairs = PairList(nothing, nothing, np.array([]), (3, 2))
    catchment = solve(weight_matrix(pairs, catchment_of(5)), np.ones(2), np.ones(3))
    assert catchment.index.tolist() == [0, 0, 0]
    assert catchment.unused_supply == 2


def test_matrix_and_pairs_give_the_same_index():
    supply, need = np.arange(25.0), np.arange(25.0)[::-1] * 10
    decay = Decay("steps", 20, APL_STEPS)
    matrix = weight_matrix(grid(), decay)
    from_pairs = accessibility_from_pairs(grid(), decay, supply, need)
    np.testing.assert_allclose(from_pairs, accessibility(matrix, supply, need), rtol=1e-13)


def test_blocks_of_pairs_change_nothing(monkeypatch):
    supply, need = np.arange(25.0), np.arange(25.0)[::-1] * 10
    whole = accessibility_from_pairs(grid(), catchment_of(20), supply, need)
    monkeypatch.setattr("caremap.accessibility.catchment.BLOCK_PAIRS", 1)
    blocks = accessibility_from_pairs(grid(), catchment_of(20), supply, need)
    np.testing.assert_allclose(blocks, whole, rtol=1e-13)


@pytest.mark.parametrize("count", [1, 2, 3, 40])
def test_row_blocks_in_threads_give_the_same_index(count):
    supply, need = np.arange(25.0), np.arange(25.0)[::-1] * 10
    matrix = weight_matrix(grid(), catchment_of(10))
    blocks = row_blocks(matrix, count)
    assert sum(block.nnz for block in blocks) == matrix.nnz
    with ThreadPoolExecutor(2) as pool:
        index = accessibility_in_threads(blocks, supply, need, pool)
    np.testing.assert_allclose(index, accessibility(matrix, supply, need), rtol=1e-13)
    with pytest.raises(ValueError, match="Au moins un bloc"):
        row_blocks(matrix, 0)


def test_decays_at_known_times():
    minutes = np.array([0.0, 10.0, 10.01, 15.0, 20.0, 20.01])
    steps = decay_weights(minutes, Decay("steps", 20, APL_STEPS))
    assert steps.tolist() == pytest.approx([1, 1, 2 / 3, 2 / 3, 1 / 3, 0])
    linear = decay_weights(minutes, Decay("linear", 20))
    assert linear[[0, 1, 4, 5]].tolist() == [1, 0.5, 0, 0]
    exponential = decay_weights(minutes, Decay("exponential", 20, scale_minutes=10))
    assert exponential[[1, 5]].tolist() == [pytest.approx(np.exp(-1)), 0]
    gaussian = decay_weights(minutes, Decay("gaussian", 20))
    assert gaussian[[0, 4, 5]].tolist() == [1, 0, 0]
    assert gaussian[1] == pytest.approx((np.exp(-1 / 8) - np.exp(-1 / 2)) / (1 - np.exp(-1 / 2)))


def test_uncertain_travel_time_blurs_the_steps_around_their_bounds():
    blurred = Decay("steps", 30, APL_STEPS, uncertainty_minutes=3.0)
    weights = decay_weights(np.array([0.0, 15.0, 29.9, 30.1]), blurred)
    assert weights[0] == pytest.approx(1, abs=1e-3)
    assert weights[1] == pytest.approx(1 / 2)
    assert 0 < weights[2] < 1e-3
    assert weights[3] == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"kind": "linear", "limit_minutes": 0}, "0 < limite ≤ 240 minutes"),
        ({"kind": "steps", "limit_minutes": 20}, "au moins un palier"),
        ({"kind": "steps", "limit_minutes": 20, "steps": ((9, 1), (5, 0.5))}, "croissants"),
        ({"kind": "steps", "limit_minutes": 20, "steps": ((5, 0.5), (9, 1))}, "décroissants"),
        ({"kind": "steps", "limit_minutes": 20, "steps": ((25, 1),)}, "dernier palier"),
        ({"kind": "exponential", "limit_minutes": 20}, "échelle > 0"),
        ({"kind": "linear", "limit_minutes": 9, "uncertainty_minutes": -1}, "incertitude"),
    ],
)
def test_decay_out_of_range_is_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        Decay(**arguments)


def test_bad_vectors_are_refused():
    matrix = weight_matrix(grid(), catchment_of(5))
    with pytest.raises(ValueError, match="Tailles différentes"):
        solve(matrix, np.ones(3), np.ones(PLACES))
    with pytest.raises(ValueError, match="besoin"):
        solve(matrix, np.ones(PLACES), at(0, -1.0))
    with pytest.raises(ValueError, match="offre"):
        solve(matrix, at(0, np.nan), np.ones(PLACES))
    with pytest.raises(ValueError, match="Durée négative"):
        decay_weights(np.array([-1.0]), catchment_of(5))


def test_repeated_pair_is_refused():
    twice = PairList(np.array([0, 0]), np.array([1, 1]), np.array([1.0, 2.0]), (2, 2))
    with pytest.raises(ValueError, match="plusieurs fois"):
        weight_matrix(twice, catchment_of(5))
    with pytest.raises(ValueError, match="même longueur"):
        PairList(np.array([0]), np.array([1, 1]), np.array([1.0, 2.0]), (2, 2))
