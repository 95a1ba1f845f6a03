"""Peers on a table whose neighbours are known in advance."""

import pandas as pd
import pytest

from caremap.peers import nearest


def table(**rows):
    columns = ["population", "density", "share_65_plus"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns, dtype=float)


TOWNS = table(
    city=(200_000, 5_000, 15),
    big_town=(100_000, 4_000, 16),
    town=(20_000, 900, 20),
    village=(500, 60, 22),
    hamlet=(120, 25, 24),
    resort=(500, 60, 45),
)


def test_a_city_looks_like_a_big_town_first_and_a_hamlet_after_a_village():
    found = nearest(TOWNS, "city")
    assert found[0] == "big_town"
    assert found.index("village") < found.index("hamlet")


def test_a_territory_is_never_its_own_peer():
    for territory_id in TOWNS.index:
        assert territory_id not in nearest(TOWNS, territory_id)
        assert len(nearest(TOWNS, territory_id)) == len(TOWNS) - 1


def test_age_separates_two_territories_of_one_size():
    # The resort has the village's people and density: only the share of 65+ tells them apart.
    assert nearest(TOWNS, "hamlet", 1) == ["village"]


def test_sizes_are_compared_by_their_ratio():
    towns = table(
        a=(1_000, 100, 20), half=(500, 100, 20), more=(1_800, 100, 20), far=(90_000, 100, 20)
    )
    # 1 800 / 1 000 is a smaller ratio than 1 000 / 500, though 800 people are more than 500.
    assert nearest(towns, "a") == ["more", "half", "far"]


def test_only_the_asked_number_of_peers_is_given():
    assert len(nearest(TOWNS, "town", 2)) == 2


@pytest.mark.parametrize("column", ["population", "density", "share_65_plus"])
def test_a_territory_with_a_missing_feature_has_no_peer_and_is_nobodys(column):
    towns = TOWNS.copy()
    towns.loc["village", column] = float("nan")
    assert nearest(towns, "village") == []
    assert "village" not in nearest(towns, "hamlet")


def test_an_unknown_territory_has_no_peer():
    assert nearest(TOWNS, "nowhere") == []


def test_a_feature_that_is_the_same_everywhere_does_not_count():
    towns = table(a=(1_000, 50, 20), b=(1_100, 50, 20), c=(9_000, 50, 20))
    assert nearest(towns, "a") == ["b", "c"]
