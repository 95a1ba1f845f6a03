"""Normalisation, aggregation and intervals on five territories worked out by hand."""

import numpy as np
import pytest

from caremap.attractiveness import (
    composites,
    contributions,
    drawn_weights,
    family_scores,
    nearest_km,
    normalise,
    rank_with_interval,
    ranks,
    shifts_without,
    sums_within,
)

FIVE = np.array([[2.0], [4.0], [4.0], [6.0], [9.0]])
UP = np.array([True])
SCORES = np.array([[100.0, 0.0], [80.0, 60.0], [50.0, 50.0], [20.0, 90.0], [0.0, 100.0]])


def test_min_max_runs_from_the_lowest_to_the_highest():
    assert normalise(FIVE, "minmax", UP)[:, 0] == pytest.approx(
        [0, 100 * 2 / 7, 100 * 2 / 7, 100 * 4 / 7, 100]
    )


def test_a_shorter_distance_scores_higher():
    assert normalise(FIVE, "minmax", np.array([False]))[:, 0] == pytest.approx(
        [100, 100 * 5 / 7, 100 * 5 / 7, 100 * 3 / 7, 0]
    )


def test_z_score_gives_fifteen_points_a_standard_deviation():
    # mean 5, squared deviations 9 + 1 + 1 + 1 + 16 = 28, standard deviation √5,6
    deviation = 5.6**0.5
    expected = [50 + 15 * gap / deviation for gap in (-3, -1, -1, 1, 4)]
    assert normalise(FIVE, "zscore", UP)[:, 0] == pytest.approx(expected)


def test_z_score_stays_between_zero_and_one_hundred():
    spike = np.zeros((40, 1))
    spike[7] = 1.0
    assert normalise(spike, "zscore", UP)[7, 0] == 100


def test_rank_shares_the_place_of_equal_values():
    # places 1, 2½, 2½, 4, 5 of five
    assert normalise(FIVE, "rang", UP)[:, 0] == pytest.approx([0, 37.5, 37.5, 75, 100])


@pytest.mark.parametrize("method", ["minmax", "zscore", "rang"])
def test_a_criterion_that_is_the_same_everywhere_scores_fifty(method):
    assert normalise(np.full((3, 1), 7.0), method, UP)[:, 0].tolist() == [50, 50, 50]


@pytest.mark.parametrize("method", ["minmax", "zscore", "rang"])
def test_a_missing_figure_stays_missing_and_moves_no_other(method):
    with_gap = np.vstack([FIVE, [[np.nan]]])
    found = normalise(with_gap, method, UP)
    assert np.isnan(found[5, 0])
    assert found[:5] == pytest.approx(normalise(FIVE, method, UP))


def test_a_family_is_the_mean_of_its_known_criteria():
    scores = np.array([[10.0, 30.0, 80.0], [np.nan, 40.0, np.nan]])
    found = family_scores(scores, np.array([0, 0, 2]), 3)
    assert found[0].tolist() == pytest.approx([20, np.nan, 80], nan_ok=True)
    assert found[1].tolist() == pytest.approx([40, np.nan, np.nan], nan_ok=True)


def test_linear_and_geometric_composites_by_hand():
    weights = np.array([[3.0, 1.0]])
    linear = composites(SCORES, weights, "lineaire")[0]
    assert linear == pytest.approx([75, 75, 50, 37.5, 25])
    geometric = composites(SCORES, weights, "geometrique")[0]
    # a zero counts as 1: 100^¾ × 1^¼ and 1^¾ × 100^¼
    assert geometric[0] == pytest.approx(100**0.75)
    assert geometric[1] == pytest.approx((80**3 * 60) ** 0.25)
    assert geometric[4] == pytest.approx(100**0.25)


def test_equal_composites_share_the_best_place():
    assert ranks(np.array([[75.0, 75.0, 50.0, np.nan, 25.0]]))[0].tolist() == pytest.approx(
        [1, 1, 3, np.nan, 4], nan_ok=True
    )


def test_a_territory_without_a_weighted_family_has_no_composite():
    scores = np.array([[50.0, np.nan], [40.0, 40.0]])
    assert np.isnan(composites(scores, np.array([[1.0, 1.0]]), "lineaire")[0, 0])
    assert composites(scores, np.array([[1.0, 0.0]]), "lineaire")[0].tolist() == [50, 40]


@pytest.mark.parametrize("aggregation", ["lineaire", "geometrique"])
def test_contributions_add_up_to_the_composite(aggregation):
    weights = np.array([3.0, 1.0])
    points = contributions(SCORES, weights, aggregation)
    whole = composites(SCORES, weights[np.newaxis], aggregation)[0]
    assert points.sum(axis=1) == pytest.approx(whole)
    assert contributions(SCORES, weights, "lineaire")[1].tolist() == pytest.approx([60, 15])


def test_leaving_a_family_out_moves_ranks_by_hand():
    shifts = shifts_without(SCORES, np.array([1.0, 1.0]), "lineaire")
    # means 50, 70, 50, 55, 50: places 3, 1, 3, 2, 3; second family alone: 5, 3, 4, 2, 1
    assert shifts[0].tolist() == [2, 2, 1, 0, -2]
    # first family alone: 1, 2, 3, 4, 5
    assert shifts[1].tolist() == [-2, 1, 0, 2, 2]


def test_leaving_out_the_only_family_says_nothing():
    assert np.isnan(shifts_without(SCORES, np.array([1.0, 0.0]), "lineaire")).all()


def test_the_first_draw_is_the_chosen_weights():
    weights, loaded = np.array([3.0, 0.0, 1.0]), np.array([True, True, False])
    near = drawn_weights(weights, loaded, "autour", 50)
    assert near[0].tolist() == [3, 0, 1]
    assert (near[:, 1] == 0).all()
    assert near[:, 0].min() >= 1.5
    assert near[:, 0].max() <= 4.5
    wide = drawn_weights(weights, loaded, "tous", 50)
    assert wide[0].tolist() == [3, 0, 1]
    assert (wide[1:, :2] > 0).all()
    assert (wide[1:, 2] == 0).all()


def test_draws_are_the_same_every_time():
    one, two = (drawn_weights(np.ones(4), np.ones(4, bool), "tous") for _ in range(2))
    assert np.array_equal(one, two)


def test_solid_means_at_most_a_fifth_of_the_places():
    scores = {"minmax": np.arange(10.0)[:, np.newaxis] * 10}
    found = rank_with_interval(scores, "minmax", np.ones((20, 1)), "lineaire")
    assert found.widest_solid == 2
    assert found.solid.all()
    # Two drawn orders, one the reverse of the other: intervals cross, the middle ones are narrow.
    other = {"minmax": np.column_stack([np.arange(10.0), np.arange(10.0)[::-1]]) * 10}
    crossing = np.tile([[1.0, 0.0], [0.0, 1.0]], (20, 1))
    mixed = rank_with_interval(other, "minmax", crossing, "lineaire")
    assert (mixed.low.tolist(), mixed.high.tolist()) == (
        [1, 2, 3, 4, 5, 5, 4, 3, 2, 1],
        [10, 9, 8, 7, 6, 6, 7, 8, 9, 10],
    )
    assert mixed.solid.tolist() == [False] * 4 + [True, True] + [False] * 4


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: normalise(FIVE, "autre", UP), "normalisation"),
        (lambda: composites(SCORES, np.ones((1, 2)), "autre"), "agrégation"),
        (lambda: composites(SCORES, np.zeros((1, 2)), "lineaire"), "au moins une"),
        (lambda: drawn_weights(np.ones(2), np.ones(2, bool), "autre"), "tirage"),
    ],
)
def test_an_unknown_setting_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_distances_and_sums_by_hand():
    # One degree of latitude is 111,195 km on this sphere.
    lon, lat = np.array([3.0, 3.0]), np.array([50.0, 51.0])
    site = (np.array([3.0]), np.array([50.0]))
    assert nearest_km(lon, lat, site) == pytest.approx([0, 111.195], abs=0.01)
    assert np.isnan(nearest_km(lon, lat, (np.array([]), np.array([])))).all()
    counts = np.array([7.0, 5.0])
    assert sums_within((lon, lat), (lon, lat), counts, 100).tolist() == [7, 5]
    assert sums_within((lon, lat), (lon, lat), counts, 120).tolist() == [12, 12]
