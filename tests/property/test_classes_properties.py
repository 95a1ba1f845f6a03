"""Classes of any values by any method: limits rise, counts add up, each value is in its class."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caremap.classes import Classes, classify, mirrored

FIGURES = st.one_of(
    st.just(float("nan")),
    st.integers(-5, 5).map(float),
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 3)),
)
VALUES = st.lists(FIGURES, max_size=40).map(np.array).map(lambda a: a.astype(np.float64))
THRESHOLDS = st.sampled_from([(), (2.5, 4.0), (0.0,)])


def assert_consistent(found: Classes, values) -> None:
    present = np.isfinite(values)
    limits = np.array(found.upper_limits)
    assert (np.diff(limits) > 0).all()
    assert sum(found.counts) == present.sum()
    assert len(found.counts) == found.class_count
    assert (found.index[~present] == -1).all()
    for value, position in zip(values[present], found.index[present], strict=True):
        assert value <= limits[position]
        assert position == 0 or value > limits[position - 1]
    for position, count in enumerate(found.counts):
        assert count == np.count_nonzero(found.index == position)


@pytest.mark.parametrize("method", ["officiels", "quantiles", "egaux"])
@given(VALUES, st.integers(3, 7), THRESHOLDS)
def test_every_value_is_in_the_class_its_limits_say(method, values, class_count, thresholds):
    found = classify(values, method, class_count, thresholds)
    assert_consistent(found, values)
    assert found.class_count <= max(class_count, len(thresholds) + 1)
    if found.class_count:
        assert found.upper_limits[-1] == np.nanmax(values)
        assert found.lowest == np.nanmin(values)


@given(VALUES, st.integers(3, 7))
def test_every_value_is_in_its_natural_class(values, class_count):
    found = classify(values, "jenks", class_count)
    assert_consistent(found, values)
    assert found.class_count <= class_count


@given(VALUES, st.integers(3, 7), st.sampled_from(["quantiles", "egaux"]))
def test_no_class_of_changes_holds_both_signs(values, class_count, method):
    found = mirrored(values, method, class_count)
    assert_consistent(found, values)
    for position in range(found.class_count):
        members = values[found.index == position]
        assert (members > 0).all() or (members <= 0).all()
