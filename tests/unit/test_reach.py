"""Reach of immersion days on five communes drawn by hand along a meridian.

A lies at 50.00° north, then one commune every 0.09° (10.0075 km on the sphere of radius
6,371.0088 km): A 1,000 people, B 200 under-served, C 300 under-served, D 400, E 500 under-served.
A and B are one EPCI, C, D and E the other.
"""

import numpy as np
import pytest

from caremap import reach
from caremap.reach import Host, Places

FIVE = Places(
    ids=("A", "B", "C", "D", "E"),
    lon=np.full(5, 2.0),
    lat=np.array([50.00, 50.09, 50.18, 50.27, 50.36]),
    population=np.array([1000.0, 200.0, 300.0, 400.0, 500.0]),
    under_served=np.array([False, True, True, False, True]),
    epci_ids=("west", "west", "east", "east", "east"),
)
MSP_A = Host("impacts_1", "MSP", "MSP", "A")
CPTS_BC = Host("impacts_2", "CPTS", "CPTS", "B", ("B", "C"), "perimetre_cpts")
UNKNOWN = Host("impacts_2", "?", "CPTS", "", (), "inconnu")


def names(mask) -> str:
    return "".join(np.array(FIVE.ids)[mask])


def test_distance_is_that_of_the_great_circle():
    km = reach.distances_km(FIVE.lon, FIVE.lat, (2.0, 50.0))
    step = 6371.0088 * np.radians(0.09)
    assert km == pytest.approx([0, step, 2 * step, 3 * step, 4 * step], abs=1e-6)
    assert step == pytest.approx(10.0075, abs=1e-3)


@pytest.mark.parametrize(
    ("radius_km", "expected"),
    [(5, "A"), (10, "A"), (10.1, "AB"), (15, "AB"), (20.1, "ABC"), (30.1, "ABCD"), (50, "ABCDE")],
)
def test_a_host_without_perimeter_stands_for_its_neighbours(radius_km, expected):
    assert names(reach.host_territory(MSP_A, FIVE, radius_km)) == expected


@pytest.mark.parametrize("radius_km", [5, 50])
def test_a_known_perimeter_does_not_depend_on_the_distance(radius_km):
    assert names(reach.host_territory(CPTS_BC, FIVE, radius_km)) == "BC"


def test_a_host_without_a_place_reaches_nobody():
    assert names(reach.host_territory(UNKNOWN, FIVE, 50)) == ""
    assert reach.coverage(reach.reached([UNKNOWN], FIVE, 50), FIVE) == reach.Coverage(0, 0, 0, 0)


def test_a_commune_reached_twice_is_counted_once():
    covered = reach.reached([MSP_A, CPTS_BC, UNKNOWN, MSP_A], FIVE, 15)
    assert names(covered) == "ABC"
    found = reach.coverage(covered, FIVE)
    assert found == reach.Coverage(3, 1000 + 200 + 300, 2, 200 + 300)


def test_student_days_are_per_ten_thousand_people():
    assert reach.student_days_per_10k(150, 1, 500) == 3000
    assert reach.student_days_per_10k(150, 2, 500) == 6000
    assert reach.student_days_per_10k(150, 1, 0) is None


def test_the_share_of_named_hosts():
    assert reach.known_share(1, 7) == 0.125
    assert reach.known_share(6, 7) == pytest.approx(6 / 13)
    assert reach.known_share(0, 0) is None


def test_places_never_reached_by_epci_and_by_commune():
    covered = reach.reached([MSP_A, CPTS_BC], FIVE, 15)
    (row,) = reach.never_reached(covered, FIVE).to_dict("records")
    assert row == {
        "epci_id": "east",
        "under_served": 300 + 500,
        "reached": 300,
        "missed": 500,
        "communes": 1,
    }
    assert reach.never_reached_communes(covered, FIVE) == [4]


def test_places_never_reached_come_largest_first():
    nobody = np.zeros(5, dtype=bool)
    rows = reach.never_reached(nobody, FIVE)
    assert list(zip(rows["epci_id"], rows["missed"], rows["communes"], strict=True)) == [
        ("east", 800, 2),
        ("west", 200, 1),
    ]
    assert [FIVE.ids[at] for at in reach.never_reached_communes(nobody, FIVE)] == ["E", "C", "B"]
    assert reach.never_reached(~nobody, FIVE).empty


def test_covers_by_distance_and_by_epci():
    near = reach.cover_by_radius(FIVE, 10.1).toarray()
    expected = [[abs(i - j) <= 1 for j in range(5)] for i in range(5)]
    assert near.tolist() == expected
    ids, covers = reach.cover_by_epci(FIVE)
    assert ids == ("east", "west")
    assert covers.toarray().tolist() == [[0, 1], [0, 1], [1, 0], [1, 0], [1, 0]]


@pytest.mark.parametrize("radius_km", [0, -1, 101, float("nan")])
def test_a_distance_out_of_bounds_is_refused(radius_km):
    with pytest.raises(ValueError, match="hors limites"):
        reach.host_territory(MSP_A, FIVE, radius_km)
    with pytest.raises(ValueError, match="hors limites"):
        reach.cover_by_radius(FIVE, radius_km)
