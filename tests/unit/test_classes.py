"""Class limits on arrays small enough to redo by hand, and against mapclassify itself."""

import mapclassify
import numpy as np
import pytest

from caremap.classes import classify, mirrored, tercile_index

NAN = float("nan")


def array(*values: float):
    return np.array(values, dtype=np.float64)


def skewed():
    """200 repeatable values, many of them close to 0, three of them missing."""
    values = np.exp(np.random.default_rng(7).normal(size=200)).round(3)
    values[[3, 50, 199]] = NAN
    return values


def test_a_value_equal_to_an_official_threshold_belongs_to_the_class_below():
    found = classify(array(2.5, 2.51, 4.0, 4.01, 6.0), "officiels", 5, (2.5, 4.0))
    assert found.upper_limits == (2.5, 4.0, 6.0)
    assert list(found.index) == [0, 1, 1, 2, 2]
    assert found.counts == (1, 2, 2)
    assert found.lowest == 2.5


def test_official_thresholds_stay_when_no_value_is_under_them():
    found = classify(array(4.5, 5.0, 6.0), "officiels", 5, (2.5, 4.0))
    assert found.upper_limits == (2.5, 4.0, 6.0)
    assert found.counts == (0, 0, 3)


def test_a_missing_value_has_no_class_and_is_not_counted():
    found = classify(array(1, NAN, 3, np.inf), "officiels", 5, (2.0,))
    assert list(found.index) == [0, -1, 1, -1]
    assert found.counts == (1, 1)


def test_no_value_gives_no_class():
    found = classify(array(NAN, NAN), "quantiles", 5)
    assert (found.upper_limits, found.counts, found.class_count) == ((), (), 0)
    assert list(found.index) == [-1, -1]


@pytest.mark.parametrize("method", ["officiels", "quantiles", "jenks", "egaux"])
def test_one_value_everywhere_is_one_class(method):
    found = classify(array(7, 7, 7), method, 5)
    assert found.upper_limits == (7.0,)
    assert found.counts == (3,)


def test_quantiles_of_ten_different_values_hold_two_each():
    found = classify(array(*range(1, 11)), "quantiles", 5)
    assert found.counts == (2, 2, 2, 2, 2)
    assert list(found.index) == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]


def test_a_crowd_of_equal_lowest_values_is_a_class_of_its_own():
    # 6 zeros of 10 are more than a fifth: zero alone, then 4 classes of one value each.
    found = classify(array(0, 0, 0, 0, 0, 0, 1, 2, 3, 4), "quantiles", 5)
    assert found.upper_limits[0] == 0.0
    assert found.counts == (6, 1, 1, 1, 1)


def test_fewer_zeros_than_a_class_would_hold_stay_with_their_neighbours():
    found = classify(array(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), "quantiles", 5)
    assert found.counts == (2, 2, 2, 2, 2)


def test_equal_intervals_of_a_range_of_ten_are_two_wide():
    found = classify(array(0, 1, 2.5, 5, 7, 9, 10), "egaux", 5)
    assert found.upper_limits == (2.0, 4.0, 6.0, 8.0, 10.0)
    assert found.counts == (2, 1, 1, 1, 2)


@pytest.mark.parametrize("class_count", range(3, 8))
def test_limits_are_those_of_mapclassify(class_count):
    values = skewed()
    present = values[np.isfinite(values)]
    np.random.seed(0)
    oracles = {
        "quantiles": mapclassify.Quantiles(present, k=class_count),
        "egaux": mapclassify.EqualInterval(present, k=class_count),
        "jenks": mapclassify.NaturalBreaks(present, k=class_count),
    }
    for method, oracle in oracles.items():
        found = classify(values, method, class_count)
        np.testing.assert_allclose(found.upper_limits, oracle.bins)
        assert found.counts == tuple(oracle.counts)


def test_jenks_gives_the_same_limits_twice_and_leaves_the_random_generator_alone():
    np.random.seed(5)
    before = np.random.get_state()[1].copy()
    first = classify(skewed(), "jenks", 6)
    assert first.upper_limits == classify(skewed(), "jenks", 6).upper_limits
    assert (np.random.get_state()[1] == before).all()


def test_jenks_separates_two_groups_that_are_far_apart():
    found = classify(array(1, 2, 3, 50, 51, 52, 100, 101), "jenks", 3)
    assert found.counts == (3, 3, 2)
    assert found.upper_limits == (3.0, 52.0, 101.0)


@pytest.mark.parametrize("class_count", [-1, 0, 2, 8])
def test_a_class_count_outside_three_to_seven_is_refused(class_count):
    with pytest.raises(ValueError, match="3–7"):
        classify(array(1, 2, 3), "quantiles", class_count)


def test_an_unknown_method_is_refused():
    with pytest.raises(ValueError, match="fisher"):
        classify(array(1, 2, 3), "fisher", 5)


def test_changes_are_cut_by_limits_that_mirror_each_other_around_zero():
    # Sizes are 1, 3, 1, 4: two classes of sizes, cut at 1 by quantile (half are ≤ 1).
    found = mirrored(array(-3, -1, 0, 1, 4, NAN), "quantiles", 4)
    inner = found.upper_limits[:-1]
    assert 0.0 in inner
    assert sorted(-limit for limit in inner) == list(inner)
    assert list(found.index < len(inner) // 2 + 1) == [True, True, True, False, False, True]
    assert found.index[-1] == -1
    assert sum(found.counts) == 5


def test_changes_that_are_all_zero_are_one_class():
    assert mirrored(array(0, 0), "quantiles", 4).counts == (2,)


@pytest.mark.parametrize("sign", [1, -1])
def test_changes_all_of_one_sign_keep_as_many_classes_on_both_sides(sign):
    found = mirrored(sign * array(1, 2, 3, 4, 5, 6), "egaux", 4)
    below = sum(limit <= 0 for limit in found.upper_limits)
    assert below == found.class_count - below
    assert found.lowest <= found.upper_limits[0]


def test_thirds_of_nine_values_hold_three_each():
    index, (first, second) = tercile_index(array(1, 2, 3, 4, 5, 6, 7, 8, 9, NAN))
    assert list(index) == [0, 0, 0, 1, 1, 1, 2, 2, 2, -1]
    assert 3 < first < 4
    assert 6 < second < 7


def test_thirds_of_nothing_are_missing():
    index, _ = tercile_index(array(NAN))
    assert list(index) == [-1]
