"""Travel model, need, supply, guard zone and the calibrated figures."""

from dataclasses import replace

import numpy as np
import pytest

from caremap.accessibility import (
    CALIBRATED,
    GuardZone,
    NeedWeights,
    Places,
    SupplyModel,
    TravelModel,
    apl_catchment,
    bounded_consultations,
    chequers,
    consultations_by_gp,
    guard_places,
    guard_points,
    inside_rings,
    local_density,
    pairs_within,
    rank_correlation,
    standardised_need,
    supply_in_consultations,
    travel_minutes,
    weighted_means,
)

LILLE, ARRAS = (3.0633, 50.6366), (2.7770, 50.2910)


def two_places(people=1_000.0, area=np.pi * 9):
    lon, lat = np.array([LILLE, ARRAS]).T
    return Places(lon, lat, np.full(2, area), np.full((2, 3), people / 3))


def square(west, south, east, north):
    return np.array([(west, south), (east, south), (east, north), (west, north), (west, south)])


def test_one_degree_of_meridian_is_a_great_circle_of_111_km():
    pairs = pairs_within(np.array([3.0, 3.0]), np.array([50.0, 51.0]), 120)
    assert pairs.cost.max() == pytest.approx(6_371.0088 * np.pi / 180)
    assert sorted(zip(pairs.origins, pairs.sites, strict=True)) == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_radius_leaves_the_place_alone_with_itself():
    pairs = pairs_within(*np.array([LILLE, ARRAS]).T, 10)
    assert (pairs.origins.tolist(), pairs.cost.tolist()) == ([0, 1], [0, 0])


def test_rural_minutes_are_distance_by_detour_over_speed():
    model = TravelModel(detour=1.3, rural_kmh=60, urban_kmh=30)
    pairs = travel_minutes(two_places(), model, 120)
    km = pairs_within(*np.array([LILLE, ARRAS]).T, 100).cost.max()
    between = pairs.origins != pairs.sites
    assert pairs.cost[between] == pytest.approx(km * 1.3 / 60 * 60)
    # Radius 3 km: the mean distance to the centre is 2 km.
    assert pairs.cost[~between] == pytest.approx(2 * 1.3 / 60 * 60)


def test_dense_places_are_slower():
    model = TravelModel(rural_kmh=60, urban_kmh=30)
    dense = travel_minutes(two_places(people=1e6), model, 240)
    assert dense.cost[dense.origins == dense.sites] == pytest.approx(2 * 1.3 / 30 * 60)


def test_local_density_is_people_over_area_around():
    assert local_density(two_places(people=900, area=9.0), 5) == pytest.approx([100, 100])
    assert local_density(two_places(people=900, area=9.0), 100) == pytest.approx([100, 100])


def test_need_follows_age_and_keeps_the_number_of_people():
    people = np.array([[100.0, 0, 0], [0, 0, 100.0]])
    need = standardised_need(people, NeedWeights(1, 1, 3))
    assert need.tolist() == pytest.approx([200 * 1 / 4, 200 * 3 / 4])
    assert standardised_need(np.zeros((2, 3)), NeedWeights()).tolist() == [0, 0]
    with pytest.raises(ValueError, match="Trois groupes d'âge"):
        standardised_need(np.zeros(3), NeedWeights())


def test_consultations_of_a_gp_are_bounded():
    model = SupplyModel(5_400, 3_600, 6_000)
    held = bounded_consultations(np.array([1_000, 5_000, 9_000, np.nan]), model)
    assert held.tolist() == [3_600, 5_000, 6_000, 5_400]
    assert consultations_by_gp(SupplyModel(9_000, 3_600, 6_000)) == 6_000


def test_supply_counts_what_remains_of_the_oldest():
    model = SupplyModel(5_000, share_60_plus_kept=0.5)
    supply = supply_in_consultations(np.array([10.0]), np.array([4.0]), model)
    assert supply.tolist() == [(6 + 4 * 0.5) * 5_000]
    with pytest.raises(ValueError, match="60 ans et plus"):
        supply_in_consultations(np.array([1.0]), np.array([2.0]), model)


def test_point_in_rings_counts_a_hole_as_outside():
    rings = [square(0, 0, 4, 4), square(1, 1, 3, 3)]
    lon, lat = np.array([0.5, 2.0, 5.0]), np.array([0.5, 2.0, 2.0])
    assert inside_rings(rings, lon, lat).tolist() == [True, False, False]


def test_guard_zone_is_in_the_country_outside_the_perimeter_and_near():
    places, zone = two_places(), GuardZone(spacing_km=4, depth_km=20)
    perimeter, country = square(2.5, 50.2, 3.5, 50.8), square(2.5, 49, 3.5, 50.8)
    lon, lat = guard_points([perimeter], [country], places, zone)
    assert len(lon) == 12
    assert (lat < 50.2).all()
    assert lat.min() > ARRAS[1] - 20 / 111
    around = guard_places(lon, lat, places, zone)
    assert around.population.sum() == pytest.approx(len(lon) * 16 * zone.inhabitants_per_km2)


def test_guard_zone_serves_a_place_that_has_nothing():
    places = two_places()
    guard = np.array([ARRAS[0]]), np.array([ARRAS[1] - 0.05])
    supply = np.array([9_000.0, 0.0])
    assert apl_catchment(places, supply).index[1] == 0
    guarded = apl_catchment(places, supply, CALIBRATED, guard)
    assert guarded.index.shape == (3,)
    assert guarded.index[1] > 0


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda: TravelModel(detour=0.9), "détour"),
        (lambda: TravelModel(rural_kmh=300), "vitesse"),
        (lambda: TravelModel(rural_kmh=30, urban_kmh=60), "ville ≤ campagne"),
        (lambda: TravelModel(rural_density=9, urban_density=3), "rural < urbain"),
        (lambda: NeedWeights(age_0_19=0), "poids d'un âge"),
        (lambda: SupplyModel(minimum_per_gp=7_000), "minimum ≤ maximum"),
        (lambda: SupplyModel(share_60_plus_kept=1.2), "part ≤ 1"),
        (lambda: GuardZone(spacing_km=0), "pas ≤ 20 km"),
        (lambda: GuardZone(gp_rate=-1), "taux relatif"),
        (lambda: pairs_within(np.zeros(1), np.zeros(1), -1), "Rayon hors limites"),
        (lambda: pairs_within(np.array([np.nan]), np.zeros(1), 5), "Coordonnées hors limites"),
        (lambda: travel_minutes(two_places(), TravelModel(), 0), "Durée hors limites"),
        (lambda: two_places(area=0.0), "superficie > 0"),
        (lambda: replace(two_places(), people=np.ones(2)), "effectifs attendus"),
    ],
)
def test_out_of_range_is_refused(build, words):
    with pytest.raises(ValueError, match=words):
        build()


def test_weighted_means_by_group_and_rank_correlation():
    means = weighted_means(
        np.array([1.0, 4.0, 5.0]), np.array([3.0, 1.0, 9.0]), np.array(["a", "a", "b"])
    )
    assert means.tolist() == [(1 * 3 + 4 * 1) / (3 + 1), 5]
    assert rank_correlation(np.array([1.0, 2.0, 9.0]), np.array([10.0, 11.0, 12.0])) == 1


def test_chequers_cut_the_land_in_two_alternating_halves():
    lon, lat = np.array([3.0, 3.0, 3.0]), np.array([50.0, 50.0 + 20 / 111.195, 50.0 + 40 / 111.195])
    first, second, third = chequers(lon, lat, 20.0).tolist()
    assert first != second
    assert first == third
