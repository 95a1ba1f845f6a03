"""Sentences on tables of a few rows, every number of which can be redone by hand."""

import numpy as np
import pandas as pd
import pytest

from caremap import readings, readings_simulation
from caremap.catalog import INDICATOR_BY_ID

APL = INDICATOR_BY_ID["apl_gp_65"]
DENSITY = INDICATOR_BY_ID["gp_density"]
ELDERS = INDICATOR_BY_ID["share_65_plus"]
DOCTORS = INDICATOR_BY_ID["gp_count"]
NAN = float("nan")


def named(**columns):
    rows = pd.DataFrame(columns)
    return rows.assign(name=list("ABCDEFGH")[: len(rows)])


def test_people_in_under_served_communes():
    rows = pd.DataFrame({"territory_id": ["59", "62"], "value": [10.0, 25.0]})
    # 10 % of 2 000 and 25 % of 4 000: (200 + 1 000) of 6 000 people.
    whole = {"numerator": 200 + 1_000, "value": 100 * 1_200 / 6_000}
    text = readings.under_served(rows, whole)
    assert text.startswith("1\u202f200 habitants, soit 20,0\u202f% de la population")
    assert text.endswith(": 10,0\u202f% dans le Nord et 25,0\u202f% dans le Pas-de-Calais.")


def test_the_three_largest_falls_first_and_how_many_fell():
    change = named(value=[-0.1, 0.2, -0.4, NAN, -0.3, -0.2])
    assert readings.largest_fall(change, 2022, 2024) == (
        "Entre 2022 et 2024, l'APL à l'ensemble des généralistes a baissé dans 4 EPCI sur 5 ; "
        "le plus dans C (−0,40), E (−0,30) et F (−0,20)."
    )


def test_a_rise_is_never_named_as_a_fall():
    text = readings.largest_fall(named(value=[0.2, -0.1, 0.3]), 2022, 2024)
    assert "dans 1 EPCI sur 3" in text
    assert "A (" not in text


def test_oldest_doctors_leave_out_territories_with_fewer_than_ten():
    rows = named(
        value=[100.0, 50.0, 60.0, 40.0], numerator=[9, 5, 12, 8], denominator=[9, 10, 20, 20]
    )
    text = readings.oldest_doctors(rows, 2019)
    assert "C (60\u202f%, 12 sur 20), B (50\u202f%, 5 sur 10) et D (40\u202f%, 8 sur 20)" in text
    assert "A (" not in text


def test_lowest_access_names_the_series_and_three_territories():
    text = readings.lowest_access(named(value=[3.0, 2.1, NAN, 2.25, 2.2]), APL, 2024)
    assert text == (
        "L'accès le plus faible en 2024 (APL, 65 ans ou moins) : B (2,10), E (2,20) et D (2,25)."
    )


def test_interns_are_counted_in_communes_that_host_some():
    rows = named(value=[40.0, 0.0, 20.0, 15.0, 10.0, 5.0, 10.0])
    # Five first: 40 + 20 + 15 + 10 + 10 of 40 + 20 + 15 + 10 + 5 + 10 = 95 of 100.
    assert readings.intern_concentration(rows, 2023) == (
        "En 2023, les hôpitaux de 6 communes accueillaient 100 internes ; 95\u202f% d'entre eux "
        "étaient à A, C, D, E et G."
    )


def test_zones_are_read_with_the_date_of_the_zoning():
    text = readings.zoning({"ZIP": 20.4, "ZAC": 30.0, "ZAR": 0.0})
    assert text == (
        "Zonage connu en mai 2025 : 20,4\u202f% en ZIP, 30,0\u202f% en ZAC et 0,0\u202f% en ZAR "
        "de la population des 2 départements."
    )


def test_a_map_is_read_by_its_ends_its_middle_and_what_is_missing():
    text = readings.map_reading(named(value=[1.0, 2.0, 3.0, 10.0, NAN]), DENSITY, "epci", 2019)
    # Middle of 1, 2, 3, 10: (2 + 3) / 2.
    assert text == (
        "2019 : de 1,0 (A) à 10,0 (D) ; la moitié des 4 EPCI est à 2,5 ou moins ; "
        "1 sans valeur publiée."
    )


def test_a_map_says_how_many_share_its_lowest_value():
    text = readings.map_reading(named(value=[0.0, 0.0, 0.0, 8.0]), ELDERS, "commune", 2021)
    assert "de 0,0\u202f% (3 communes) à 8,0\u202f% (D)" in text
    assert "3 communes sur 4 sont à 0,0\u202f%" in text
    assert "sans valeur" not in text


def test_a_map_without_any_figure_says_so():
    text = readings.map_reading(named(value=[NAN, NAN]), DENSITY, "epci", 2019)
    assert text == (
        "Aucune valeur publiée de « Densité de médecins généralistes libéraux » pour ces EPCI en "
        "2019."
    )
    assert readings.count_reading(named(value=[NAN]), DOCTORS, "epci", 2019).startswith("Aucune")


def test_symbols_are_read_by_their_total_their_first_and_those_with_none():
    text = readings.count_reading(named(value=[5.0, 0.0, 12.0, NAN, 0.0]), DOCTORS, "epci", 2019)
    # 5 + 0 + 12 + 0 = 17; two of the four known have none.
    assert text == "2019 : 17 médecins au total ; le plus : C (12) ; 2 EPCI sur 4 en comptent 0."


def test_symbols_that_all_or_none_have_are_read_in_less():
    every = readings.count_reading(named(value=[5.0, 12.0]), DOCTORS, "departement", 2019)
    assert every == "2019 : 17 médecins au total ; le plus : B (12)."
    one = readings.count_reading(named(value=[5.0, 0.0]), DOCTORS, "departement", 2019)
    assert one == "2019 : 5 médecins au total ; le plus : A (5) ; 1 des 2 départements en compte 0."
    none = readings.count_reading(named(value=[0.0, 0.0]), DOCTORS, "departement", 2019)
    assert none == "2019 : 0 médecins au total ; 2 départements sur 2 en comptent 0."


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ([0.5, 0.1, -0.2], "Les 2 plus fortes hausses et la plus forte baisse, de +0,50 à −0,20."),
        ([-0.1, -0.4], "Les 2 plus fortes baisses, de −0,10 à −0,40."),
        ([0.3], "La plus forte hausse, +0,30."),
    ],
)
def test_only_what_moved_is_told(changes, text):
    assert readings_simulation.moved_most(np.array(changes)) == text


def test_a_crossed_map_counts_people_low_on_one_and_high_on_the_other():
    low = np.array([0, 0, 1, 0, -1], dtype=np.int8)
    high = np.array([2, 2, 2, 1, 2], dtype=np.int8)
    people = pd.Series([100, 250, 1_000, 10_000, 5_000])
    text = readings.crossed_reading(DENSITY, ELDERS, (low, high), people, "commune")
    assert text.startswith("2 communes, 350 habitants, sont")  # 100 + 250
    assert "« Densité de généralistes »" in text
    assert "« 65 ans et plus »" in text


def test_the_middle_of_people_is_not_the_middle_of_territories():
    values = np.array([2.0, 2.5, 3.0, 5.0, NAN])
    people = np.array([10.0, 10.0, 20.0, 60.0, 1_000.0])
    # Known people: 100. Half of them (50) is reached in the fourth territory; 10 + 10 live at
    # 2.5 or less; 10 + 10 + 20 at 4 or less.
    assert readings.weighted_median(values, people, APL, 2024) == (
        "2024 : la moitié des habitants vit dans un territoire à 5,00 ou moins ; "
        "20,0\u202f% à 2,5 ou moins ; 40,0\u202f% à 4,0 ou moins."
    )
