"""What a scenario does to people: five communes of two EPCI, figures by hand."""

import numpy as np
import pandas as pd
import pytest

from caremap.effects import by_epci, moved_most, outcome, pool_moves, summary

COMMUNES = pd.DataFrame(
    {
        "name": ["A", "B", "C", "D", "E"],
        "epci_id": ["1", "1", "2", "2", "2"],
        "epci_name": ["Un", "Un", "Deux", "Deux", "Deux"],
        "population": [100, 300, 1_000, 50, 10],
        "published": [2.4, 2.6, 3.9, 4.2, np.nan],
    }
)
CHANGE = np.array([0.2, -0.1, 0.3, -0.4, 1.0])


@pytest.fixture
def rows():
    return outcome(COMMUNES, CHANGE)


def test_level_is_published_plus_change_and_never_negative(rows):
    assert rows["after"].to_list()[:4] == pytest.approx([2.6, 2.5, 4.2, 3.8])
    assert rows["class_before"].to_list() == [0, 1, 1, 2, -1]
    assert rows["class_after"].to_list() == [1, 0, 2, 1, -1]
    low = outcome(COMMUNES, np.full(5, -10.0))
    assert low["after"].to_list()[:4] == [0, 0, 0, 0]
    assert low["change"].to_list()[:4] == pytest.approx([-2.4, -2.6, -3.9, -4.2])


def test_people_who_cross_in_each_direction(rows):
    found = summary(rows)
    assert found.people_up == {2.5: 100, 4.0: 1_000}
    assert found.people_down == {2.5: 300, 4.0: 50}
    assert found.under_before == {2.5: 100, 4.0: 1_400}
    assert found.under_after(2.5) == 100 + 300 - 100
    assert found.under_after(4.0) == 1_400 + 50 - 1_000
    assert found.population == 1_450
    assert found.mean_before == pytest.approx((240 + 780 + 3_900 + 210) / 1_450)
    assert found.mean_after == pytest.approx((260 + 750 + 4_200 + 190) / 1_450)


def test_epci_is_weighted_by_people(rows):
    table = by_epci(rows).set_index("epci_name")
    assert table.at["Un", "before"] == pytest.approx((240 + 780) / 400)
    assert table.at["Un", "after"] == pytest.approx((260 + 750) / 400)
    assert table.at["Un", "change"] == pytest.approx(-10 / 400)
    assert table.loc["Un", ["up_2_5", "down_2_5", "up_4", "down_4"]].to_list() == [100, 300, 0, 0]
    assert table.loc["Deux", ["up_4", "down_4", "population"]].to_list() == [1_000, 50, 1_050]


def test_pool_and_extremes(rows):
    moved = pool_moves(rows)
    assert dict(zip(moved["name"], moved["leaves"], strict=True)) == {"C": True, "D": False}
    assert moved_most(rows, 1)["name"].to_list() == ["C", "D"]
    assert moved_most(outcome(COMMUNES, np.full(5, 0.004))).empty
