"""Travel times and recomputed accessibility of the real build."""

import numpy as np
import pytest

from caremap.accessibility import (
    CALIBRATED,
    PairList,
    rank_correlation,
    solve,
    weight_matrix,
    weighted_means,
)


@pytest.fixture(scope="module")
def places(warehouse):
    return warehouse.execute("select * from marts.accessibility_places order by place_id").df()


@pytest.fixture(scope="module")
def times(warehouse):
    return warehouse.execute("select * from marts.travel_times").df()


def test_estimated_times_are_symmetric_finite_and_marked(times):
    assert np.isfinite(times["minutes"]).all()
    assert set(times["status"]) == {"estimated"}
    back = times.set_index(["destination_id", "origin_id"])["minutes"]
    there = times.set_index(["origin_id", "destination_id"])["minutes"]
    there, back = there.sort_index(), back.rename_axis(["origin_id", "destination_id"]).sort_index()
    assert there.index.equals(back.index)
    np.testing.assert_allclose(there, back, atol=1e-5)


def test_time_between_two_town_halls_by_hand(warehouse, times):
    # Abancourt 59001 and Fressies 59255, 2.8 km apart in the country (under 300 people a km²).
    points = warehouse.execute(
        "select commune_id, lon, lat from core.communes where commune_id in ('59001', '59255')"
        " order by commune_id"
    ).fetchall()
    (_, lon1, lat1), (_, lon2, lat2) = points
    east = (lon2 - lon1) * np.cos(np.radians((lat1 + lat2) / 2))
    km = np.hypot(east, lat2 - lat1) * np.pi / 180 * 6371.0088
    pair = times[(times["origin_id"] == "59001") & (times["destination_id"] == "59255")]
    assert pair["minutes"].iloc[0] == pytest.approx(km * 1.3 / 47 * 60, abs=0.01)


def test_guard_places_stand_outside_and_are_told_apart(places, times):
    counts = places["kind"].value_counts()
    assert counts["commune"] == 1534
    assert 300 <= counts["garde"] <= 500
    assert places.loc[places["kind"] == "garde", "gp_count"].isna().all()
    assert set(times["origin_id"]) == set(places["place_id"])


def test_published_index_is_the_one_that_the_published_times_give(places, times):
    ids = places["place_id"].to_numpy(str)
    pairs = PairList(
        np.searchsorted(ids, times["origin_id"].to_numpy(str)),
        np.searchsorted(ids, times["destination_id"].to_numpy(str)),
        times["minutes"].to_numpy(float),
        (len(ids), len(ids)),
    )
    solved = solve(
        weight_matrix(pairs, CALIBRATED.decay),
        places["supply"].to_numpy(),
        places["need"].to_numpy(),
    )
    np.testing.assert_allclose(solved.index, places["accessibility"], atol=1e-12)
    assert solved.index @ solved.need == pytest.approx(solved.supply.sum())


def test_supply_is_that_of_the_doctors_counted(places):
    lille = places.set_index("place_id").loc["59350"]
    kept = lille["gp_count"] - 0.4 * lille["gp_60_plus_count"]
    assert lille["supply"] == pytest.approx(kept * 5540)
    assert lille["supply_60_plus"] == pytest.approx(0.6 * lille["gp_60_plus_count"] * 5540)


@pytest.mark.parametrize(
    ("level", "count"),
    [("commune", 1534), ("epci", 36), ("arrondissement", 13), ("departement", 2),
     ("perimetre", 1), ("cpts", 1)],
)  # fmt: skip
def test_indicator_is_published_at_each_level_as_an_estimate(warehouse, level, count):
    rows = warehouse.execute(
        "select value, status, year from marts.indicator_values"
        " where indicator_id = 'e2sfca_gp' and level = ?",
        [level],
    ).fetchall()
    assert len(rows) == count
    assert {(status, year) for _, status, year in rows} == {("estimated", 2019)}
    assert all(0 <= value < 15 for value, *_ in rows)


def test_epci_value_is_the_mean_of_its_communes_weighted_by_people(warehouse, places):
    people = warehouse.execute(
        "select commune_id, population from core.communes where epci_id = '200043396'"
    ).fetchall()
    index = places.set_index("place_id")["accessibility"]
    expected = sum(index[code] * count for code, count in people) / sum(n for _, n in people)
    (value,) = warehouse.execute(
        "select value from marts.indicator_values where indicator_id = 'e2sfca_gp'"
        " and territory_id = '200043396'"
    ).fetchone()
    assert value == pytest.approx(expected, abs=1e-5)


def test_control_correlations_with_the_published_apl(warehouse, places):
    rows = warehouse.execute("select figure_id, value from meta.accessibility_validity").fetchall()
    figures = dict(rows)
    assert figures["spearman_commune"] >= 0.78
    assert figures["spearman_epci"] >= 0.92
    assert figures["spearman_commune_held_out"] >= 0.78
    assert figures["spearman_commune"] > figures["spearman_commune_plain"] + 0.05
    apl = warehouse.execute(
        "select value.territory_id, value.value, communes.epci_id"
        " from marts.indicator_values as value"
        " inner join core.communes as communes on value.territory_id = communes.commune_id"
        " where indicator_id = 'apl_gp' and year = 2022 order by 1"
    ).df()
    inside = places[places["kind"] == "commune"]
    index, people = inside["accessibility"].to_numpy(), inside["population"].to_numpy()
    assert rank_correlation(index, apl["value"].to_numpy()) == pytest.approx(
        figures["spearman_commune"], abs=2e-3
    )
    epci = apl["epci_id"].to_numpy(str)
    means = [weighted_means(v, people, epci) for v in (index, apl["value"].to_numpy())]
    assert rank_correlation(*means) == pytest.approx(figures["spearman_epci"], abs=2e-3)
