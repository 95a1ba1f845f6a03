"""GPs of the neighbours, when a steward gives them."""

import numpy as np
import pandas as pd
import pytest

from caremap.accessibility import Places
from caremap.errors import SourceRefused
from etl.neighbours import read_neighbours
from etl.travel import World, estimated_times, solved_from, with_neighbours

HEADER = "point_id,lon,lat,gp_count\n"


def world() -> World:
    """One commune of 1,000 people with one GP, and one guard place of 500 without any."""
    people = np.array([[200.0, 600.0, 200.0], [100.0, 300.0, 100.0]])
    everyone = Places(np.array([2.0, 2.05]), np.array([50.0, 50.0]), np.array([10.0, 16.0]), people)
    inside = Places(everyone.lon[:1], everyone.lat[:1], everyone.area_km2[:1], people[:1])
    counted = pd.DataFrame({"place_id": ["62001"], "gp_count": [1.0], "gp_60_plus_count": [0.0]})
    return World(counted, ["62001", "garde-0001"], inside, everyone, np.array([5_540.0, 0.0]))


def given(tmp_path, rows: str):
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "neighbour_supply.csv").write_text(HEADER + rows, encoding="utf-8")
    return read_neighbours(tmp_path)


def test_no_file_is_no_neighbour(tmp_path):
    assert read_neighbours(tmp_path) is None


def test_their_consultations_join_and_their_people_stay_in_the_guard_zone(tmp_path):
    found = given(tmp_path, "80001,2.05,50.0,2\n")
    joined = with_neighbours(world(), found)
    assert joined.ids == ["62001", "garde-0001", "voisin-80001"]
    assert joined.offered.tolist() == [5_540.0, 0.0, 2 * 5_540.0]
    assert joined.everyone.population.tolist() == [1_000, 500, 0]
    solved = solved_from(joined, estimated_times(joined))
    # All within ten minutes of each other: everybody shares the three GPs.
    assert solved.index[:2] == pytest.approx([3 * 5_540 / 1_500] * 2, rel=0.02)


def test_every_bad_cell_is_told(tmp_path):
    with pytest.raises(SourceRefused) as refused:
        given(tmp_path, "80001,2.05,50.0,2\n80001,2.1,60,\n")
    assert {reject.column for reject in refused.value.rejects} == {"lat", "gp_count", "point_id"}
