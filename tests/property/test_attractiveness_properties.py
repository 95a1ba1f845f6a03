"""Ranks against a plain implementation; intervals; files of any bytes."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caremap.attractiveness import (
    composites,
    contributions,
    drawn_weights,
    family_scores,
    normalise,
    rank_with_interval,
    ranks,
)
from caremap.catalog.attractiveness import AGGREGATIONS, NORMALISATIONS
from caremap.weightings import WeightingRefused, parse_weights, read_weighting, write_weights

FAMILY_OF = np.array([0, 0, 1, 2])
figure = st.integers(-50, 50).map(float)
tables = st.integers(2, 9).flatmap(
    lambda n: st.lists(st.lists(figure, min_size=4, max_size=4), min_size=n, max_size=n)
)
weights = st.lists(st.integers(0, 5), min_size=3, max_size=3).filter(any)
directions = st.lists(st.booleans(), min_size=4, max_size=4)
methods = st.sampled_from(sorted(NORMALISATIONS))
aggregations = st.sampled_from(sorted(AGGREGATIONS))


def plain_scores(column: list[float], method: str) -> list[float]:
    if len(set(column)) == 1:
        return [50.0] * len(column)
    if method == "minmax":
        return [100 * (x - min(column)) / (max(column) - min(column)) for x in column]
    if method == "rang":
        below = [sum(y < x for y in column) for x in column]
        equal = [sum(y == x for y in column) - 1 for x in column]
        return [100 * (b + e / 2) / (len(column) - 1) for b, e in zip(below, equal, strict=True)]
    mean = sum(column) / len(column)
    deviation = (sum((x - mean) ** 2 for x in column) / len(column)) ** 0.5
    return [min(100.0, max(0.0, 50 + 15 * (x - mean) / deviation)) for x in column]


def plain_composite(rows, higher, chosen, method, aggregation):
    columns = [
        plain_scores([row[c] if higher[c] else -row[c] for row in rows], method) for c in range(4)
    ]
    found = []
    for at in range(len(rows)):
        families = [(columns[0][at] + columns[1][at]) / 2, columns[2][at], columns[3][at]]
        shares = [weight / sum(chosen) for weight in chosen]
        if aggregation == "lineaire":
            found.append(sum(s * f for s, f in zip(shares, families, strict=True)))
        else:
            product = 1.0
            for share, score in zip(shares, families, strict=True):
                product *= max(score, 1.0) ** share
            found.append(product)
    return found


@given(tables, directions, weights, methods, aggregations)
def test_composites_and_ranks_are_those_of_a_plain_implementation(
    rows, higher, chosen, method, aggregation
):
    scores = family_scores(normalise(np.array(rows), method, np.array(higher)), FAMILY_OF, 3)
    found = composites(scores, np.array([chosen], dtype=float), aggregation)
    expected = plain_composite(rows, higher, chosen, method, aggregation)
    assert found[0] == pytest.approx(expected, abs=1e-9)
    rounded = [round(one, 6) for one in expected]
    # Away from ties the place is one more than the number of higher composites.
    if all(b - a > 1e-5 for a, b in pairwise(sorted(rounded))):
        places = [1 + sum(other > one for other in rounded) for one in rounded]
        assert ranks(found)[0].tolist() == places


@given(tables, directions, weights, methods, aggregations, st.sampled_from(["autour", "tous"]))
def test_an_interval_holds_the_rank_of_the_chosen_weights(
    rows, higher, chosen, method, aggregation, spread
):
    by_method = {
        name: family_scores(normalise(np.array(rows), name, np.array(higher)), FAMILY_OF, 3)
        for name in NORMALISATIONS
    }
    own = np.array(chosen, dtype=float)
    drawn = drawn_weights(own, np.ones(3, dtype=bool), spread, 60)
    found = rank_with_interval(by_method, method, drawn, aggregation)
    assert np.array_equal(
        found.rank, ranks(composites(by_method[method], own[np.newaxis], aggregation))[0]
    )
    assert (found.low <= found.rank).all()
    assert (found.rank <= found.high).all()
    assert (found.low >= 1).all()
    assert (found.high <= len(rows)).all()


@given(st.lists(figure, min_size=2, max_size=9, unique=True), methods)
def test_one_family_of_one_criterion_leaves_no_doubt(values, method):
    column = np.array(values)[:, np.newaxis]
    by_method = {
        name: family_scores(normalise(column, name, np.array([True])), np.array([0]), 1)
        for name in NORMALISATIONS
    }
    drawn = drawn_weights(np.ones(1), np.ones(1, dtype=bool), "autour", 40)
    found = rank_with_interval(by_method, method, drawn, "lineaire")
    expected = [1 + sum(other > one for other in values) for one in values]
    assert found.rank.tolist() == found.low.tolist() == found.high.tolist() == expected
    assert found.solid.all()


@given(tables, weights, st.integers(1, 4), aggregations)
def test_only_the_proportions_of_weights_count(rows, chosen, factor, aggregation):
    scores = family_scores(normalise(np.array(rows), "rang", np.ones(4, bool)), FAMILY_OF, 3)
    own = np.array(chosen, dtype=float)
    one = contributions(scores, own, aggregation)
    assert one == pytest.approx(contributions(scores, factor * own, aggregation), abs=1e-9)


@given(st.lists(st.integers(0, 5), min_size=6, max_size=6).filter(any))
def test_weights_survive_the_address(chosen):
    assert parse_weights(write_weights(tuple(chosen))) == tuple(chosen)


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8")))
def test_any_bytes_are_a_weighting_or_a_refusal(content):
    with pytest.raises(WeightingRefused):
        read_weighting(content)
