"""Driving times on a road network small enough to be read by hand."""

import numpy as np
import pytest

from caremap.accessibility import RoadNetwork, Snapped, road_minutes, snap

AT = np.zeros(3)


def network(edges: list[tuple[int, int, float]], nodes: int = 4) -> RoadNetwork:
    """Nodes 0.1 degree apart on a line; edges are (start, end, minutes), one way."""
    starts, ends, minutes = zip(*edges, strict=True)
    lon = np.arange(nodes) / 10
    return RoadNetwork(
        lon, np.zeros(nodes), np.array(starts), np.array(ends), np.array(minutes, float)
    )


def times(roads: RoadNetwork, nodes: list[int], limit: float = 30.0) -> dict:
    found = road_minutes(roads, Snapped(np.array(nodes), np.zeros(len(nodes))), limit)
    return dict(
        zip(
            zip(found.origins.tolist(), found.sites.tolist(), strict=True),
            found.cost.tolist(),
            strict=True,
        )
    )


def test_the_quickest_way_wins_and_one_way_streets_are_not_symmetric():
    roads = network([(0, 1, 5), (1, 2, 5), (0, 2, 12), (2, 0, 20)])
    assert times(roads, [0, 2]) == {(0, 1): 10.0, (1, 0): 20.0}


def test_the_quickest_of_two_parallel_streets_is_kept():
    roads = network([(0, 1, 9), (0, 1, 4), (1, 0, 4)])
    assert times(roads, [0, 1]) == {(0, 1): 4.0, (1, 0): 4.0}


def test_pairs_beyond_the_limit_and_places_off_the_network_are_left_out():
    roads = network([(0, 1, 20), (1, 0, 20), (1, 2, 20), (2, 1, 20)])
    assert times(roads, [0, 1, 2, -1], limit=25) == {
        (0, 1): 20.0, (1, 0): 20.0, (1, 2): 20.0, (2, 1): 20.0
    }  # fmt: skip


def test_two_places_at_the_same_node_are_only_their_own_access_apart():
    roads = network([(0, 1, 20), (1, 0, 20)])
    places = Snapped(np.array([0, 0]), np.array([1.5, 2.0]))
    found = road_minutes(roads, places, 30.0)
    assert found.cost.tolist() == [3.5, 3.5]


def test_more_places_than_one_block_give_the_same_times():
    nodes = 80
    edges = [(k, k + 1, 1.0) for k in range(nodes - 1)]
    roads = network(edges + [(b, a, m) for a, b, m in edges], nodes)
    found = times(roads, list(range(nodes)), limit=3)
    expected = {
        (a, b): float(abs(a - b)) for a in range(nodes) for b in range(nodes) if 0 < abs(a - b) <= 3
    }
    assert found == expected


def test_a_place_is_snapped_to_the_nearest_node_with_its_access_time():
    roads = network([(0, 1, 20)])
    found = snap(roads, np.array([0.099, 0.2, 5.0]), AT)
    assert found.nodes.tolist() == [1, 2, -1]
    km = 0.001 * 111.195
    assert found.minutes[:2] == pytest.approx([60 * km / 25, 0], abs=1e-4)


def test_a_road_that_takes_no_time_is_refused():
    with pytest.raises(ValueError, match="Durée nulle"):
        network([(0, 1, 0)])
    with pytest.raises(ValueError, match="240"):
        road_minutes(network([(0, 1, 1)]), Snapped(np.array([0]), np.zeros(1)), 0)
