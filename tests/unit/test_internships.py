"""Concentration, mismatch, withdrawal and distance on cases counted by hand."""

import numpy as np
import pandas as pd
import pytest

from caremap import internships as science

MEMBERS = pd.DataFrame(
    [("north", "a"), ("north", "b"), ("south", "c"), ("south", "d"), ("empty", "e")],
    columns=["territory_id", "commune_id"],
)
# Site 1 and 2 in commune a, site 3 in commune c; site 4 in d did not answer.
ROWS = pd.DataFrame(
    [
        ("s1", "a", "médecine", 8.0),
        ("s1", "a", "pharmacie", 2.0),
        ("s2", "a", "médecine", 6.0),
        ("s3", "c", "pharmacie", 4.0),
        ("s4", "d", "médecine", np.nan),
    ],
    columns=["site_id", "commune_id", "discipline", "trainees"],
)


def array(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)


def test_lorenz_starts_with_the_smallest_site():
    sites, trainees = science.lorenz(array(6, 1, np.nan, 3))
    assert sites == pytest.approx([0, 1 / 3, 2 / 3, 1])
    assert trainees == pytest.approx([0, 0.1, 0.4, 1])


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (array(5, 5, 5, 5), 0.0),
        # 2 × (1×0 + 2×0 + 3×0 + 4×20) ÷ (4 × 20) − 5 ÷ 4 = 2 − 1.25
        (array(0, 0, 0, 20), 0.75),
        # 2 × (1×1 + 2×3 + 3×6) ÷ (3 × 10) − 4 ÷ 3 = 50 ÷ 30 − 4 ÷ 3
        (array(6, 1, 3), 1 / 3),
        (array(6, 1, np.nan, 3), 1 / 3),
    ],
)
def test_gini(counts, expected):
    assert science.gini(counts) == pytest.approx(expected)


def test_gini_is_twice_the_area_above_the_lorenz_curve():
    counts = array(12, 1, 0, 7, 30, 4)
    sites, trainees = science.lorenz(counts)
    # Σ (y + y′) ÷ 2 × step is the area under the curve; Gini on n sites is 1 − 2 × that area.
    area = sum(
        (trainees[i] + trainees[i + 1]) / 2 * (sites[i + 1] - sites[i]) for i in range(len(counts))
    )
    assert science.gini(counts) == pytest.approx(1 - 2 * area)


def test_share_of_the_first_sites():
    counts = array(1, 2, 3, 4, 5, 6, 29, np.nan)
    assert science.share_of_first(counts) == pytest.approx(100 * (29 + 6 + 5 + 4 + 3) / 50)
    assert science.share_of_first(counts, 1) == pytest.approx(58)


@pytest.mark.parametrize("counts", [array(), array(np.nan), array(0, 0)])
@pytest.mark.parametrize(
    "measure", [science.gini, science.share_of_first, lambda counts: science.lorenz(counts)]
)
def test_concentration_of_nobody_is_refused(measure, counts):
    with pytest.raises(ValueError, match="aucun"):
        measure(counts)


def test_nothing_listed_is_zero_and_nothing_answered_is_missing():
    found = science.totals(ROWS, MEMBERS)
    assert list(found.index) == ["empty", "north", "south"]
    assert list(found) == [0.0, 16.0, 4.0]
    alone = science.totals(ROWS[ROWS["site_id"] == "s4"], MEMBERS)
    assert np.isnan(alone["south"])
    assert alone["north"] == 0.0


def test_mismatch_names():
    under = array(1, 1, 1, 0, 0, 0, 1, np.nan)
    rates = array(0, 1.9, 2, 0, 1.9, 2, np.nan, 0)
    index = science.mismatch(under, rates, 2.0)
    assert list(index) == [0, 1, 2, 3, 4, 5, -1, -1]
    assert [science.MISMATCHES[i][0] for i in (0, 2, 3, 5)] == [
        "sous-dense et sans stagiaire",
        "sous-dense et bien pourvu",
        "bien doté et sans stagiaire",
        "bien doté et bien pourvu",
    ]


def test_withdrawal_of_a_site():
    gone = (ROWS["site_id"] == "s1").to_numpy()
    table = science.withdrawal(ROWS, gone, MEMBERS)
    assert table.to_dict("records") == [
        {"territory_id": "north", "before": 16, "after": 6, "lost": 10, "kept_share": 37.5},
        {"territory_id": "south", "before": 4, "after": 4, "lost": 0, "kept_share": 100},
    ]


def test_withdrawal_of_a_discipline_touches_every_territory_that_hosts_it():
    gone = (ROWS["discipline"] == "pharmacie").to_numpy()
    table = science.withdrawal(ROWS, gone, MEMBERS).set_index("territory_id")
    assert list(table["after"]) == [0, 14]
    assert table.loc["south", "kept_share"] == 0
    assert table.loc["north", "kept_share"] == 87.5


def test_withdrawal_of_everything_and_of_nothing():
    everything = science.withdrawal(ROWS, np.full(5, True), MEMBERS)
    nothing = science.withdrawal(ROWS, np.full(5, False), MEMBERS)
    assert list(everything["kept_share"]) == [0, 0]
    assert list(nothing["kept_share"]) == [100, 100]


def test_reliance_on_the_largest_site_and_discipline():
    sites = science.reliance(ROWS, MEMBERS, "site_id").set_index("territory_id")
    assert sites.loc["north"].to_dict() == {"first": "s1", "first_share": 62.5}
    assert sites.loc["south"].to_dict() == {"first": "s3", "first_share": 100.0}
    groups = science.reliance(ROWS, MEMBERS, "discipline").set_index("territory_id")
    assert groups.loc["north"].to_dict() == {"first": "médecine", "first_share": 87.5}


def test_distance_is_the_great_circle():
    # One degree of latitude: 2π × 6 371.0088 ÷ 360 = 111.195 km.
    assert science.distance_km(array(3), array(51), (3.0, 50.0)) == pytest.approx(
        [111.195], abs=0.001
    )
    # Lille to Dunkerque, about 66 km as the crow flies.
    lille, dunkerque = (3.0635, 50.6365), (2.3769, 51.0343)
    found = science.distance_km(array(dunkerque[0]), array(dunkerque[1]), lille)
    assert found == pytest.approx([65.6], abs=0.5)
    assert science.distance_km(array(lille[0]), array(lille[1]), lille) == pytest.approx([0])


def test_means_and_shares_count_people_and_skip_missing_counts():
    counts, km = array(1, 3, np.nan), array(0, 40, 900)
    assert science.mean_distance(km, counts) == 30
    assert science.share_where(counts, km > 20) == 75
    assert np.isnan(science.mean_distance(km, array(0, 0, np.nan)))
    assert np.isnan(science.share_where(array(np.nan), np.array([True])))


def test_rate_for_ten_thousand_inhabitants():
    rates = science.per_10k(array(5, np.nan), array(20_000, 10))
    assert rates[0] == 2.5
    assert np.isnan(rates[1])
