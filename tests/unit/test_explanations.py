"""The formula with its numbers, and what would move a figure to another class."""

import pytest

from caremap import explanations
from caremap.catalog import INDICATOR_BY_ID

APL, DENSITY = INDICATOR_BY_ID["apl_gp_65"], INDICATOR_BY_ID["gp_density"]


def test_the_formula_is_filled_with_its_numbers() -> None:
    found = explanations.calculation(DENSITY, 96.2, 2509.0, 2608346.0)
    assert found == "100\u202f000 × 2\u202f509 ÷ 2\u202f608\u202f346 = 96,2"


def test_a_count_is_a_sum_and_an_absence_is_nothing() -> None:
    assert explanations.calculation(INDICATOR_BY_ID["gp_count"], 12.0, 12.0, None) == "somme : 12"
    assert explanations.calculation(DENSITY, None, None, None) == ""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (2.0, "dépasser 2,5 demande +0,50 (soit +500 consultations"),
        (3.0, "dépasser 4,0 demande +1,00 (soit +1\u202f000 consultations"),
        (3.0, "tomber à 2,5 demande −0,50 (soit −500 consultations"),
        (2.5, "dépasser 2,5 demande 0,00"),
        (5.0, "tomber à 4,0 demande −1,00"),
    ],
)
def test_a_threshold_is_told_with_what_it_takes(value: float, expected: str) -> None:
    assert expected in explanations.what_would_change(APL, value, 1000.0, "epci", [])


def test_a_value_under_the_lowest_threshold_has_nothing_to_fall_to() -> None:
    assert "tomber" not in explanations.what_would_change(APL, 2.0, 1000.0, "epci", [])


def test_without_thresholds_the_quarters_of_the_level_are_told() -> None:
    known = [float(n) for n in range(101)]
    found = explanations.what_would_change(DENSITY, 30.0, 1.0, "epci", known)
    assert found == (
        "Dans le deuxième quart des EPCI ; il en sort par le haut au-delà de 50,0, "
        "par le bas à 25,0 ou moins."
    )
    assert explanations.what_would_change(DENSITY, 30.0, 1.0, "epci", known[:7]) == ""


def test_a_crowd_at_one_end_is_not_called_a_quarter() -> None:
    known = [0.0] * 60 + [float(n) for n in range(1, 41)]
    assert explanations.what_would_change(DENSITY, 0.0, 1.0, "commune", known) == (
        "À la valeur la plus basse, comme 60 communes sur 100 ; on en sort par le haut au-delà de "
        "0,0."
    )
    highest = [100.0 - value for value in known]
    assert explanations.what_would_change(DENSITY, 100.0, 1.0, "commune", highest) == (
        "À la valeur la plus haute, comme 60 communes sur 100 ; on en sort par le bas en deçà de "
        "100,0."
    )
    few = [0.0] * 10 + [float(n) for n in range(1, 91)]
    assert "Dans le quart le plus bas" in explanations.what_would_change(
        DENSITY, 0.0, 1.0, "commune", few
    )


def test_a_category_has_no_next_class() -> None:
    assert explanations.what_would_change(INDICATOR_BY_ID["zone"], 1.0, None, "commune", []) == ""
