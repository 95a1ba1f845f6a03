"""Sentences under trends, bars by group, shares of a score and small maps, redone by hand."""

import numpy as np
import pandas as pd

from caremap import readings_trends
from caremap.catalog import INDICATOR_BY_ID
from caremap.charts import Line

APL = INDICATOR_BY_ID["apl_gp"]
NAN = float("nan")


def test_a_trend_gives_the_first_and_last_year_of_each_line():
    lines = [Line("Nord", (2022, 2023, 2024), (3.5, 9.0, 3.254)), Line("Lens", (2023,), (2.0,))]
    assert readings_trends.trend(lines, APL, "APL") == (
        "APL : Nord, 3,50 en 2022 puis 3,25 en 2024 ; Lens, 2,00 en 2023 seulement."
    )


def test_a_breakdown_names_the_largest_groups_of_the_last_year_known():
    table = pd.DataFrame(
        {2022: [5.0, 90.0, 7.0, 1.0], 2023: [30.0, 120.0, NAN, 4.0], 2024: [NAN] * 4},
        index=["B", "A", "C", "D"],
    )
    assert readings_trends.breakdown(table, "internes, Nord") == (
        "2023, internes, Nord : A (120), B (30) et D (4) ; A en 2022 : 90."
    )
    assert "les premiers de 4 groupes" in readings_trends.breakdown(table[[2022]], "internes")
    assert readings_trends.breakdown(table[[2024]], "internes") == (
        "internes : aucun effectif publié par groupe."
    )


def test_the_family_that_brings_most_is_counted_over_the_territories():
    shares = np.array([[10.0, 20.0], [30.0, NAN], [9.0, 1.0]])
    assert readings_trends.points(["A", "B", "C"], shares, ["soins", "cadre"]) == (
        "Avec ces poids, « soins » apporte le plus de points à 2 territoires sur 3 ; pour A, c'est "
        "« cadre » (20,0 points sur 30,0)."
    )


def test_a_small_map_tells_its_commune_then_those_around_it():
    rows = pd.DataFrame(
        {"territory_id": ["1", "2", "3"], "name": ["A", "B", "C"], "value": [1.0, 2.0, 4.0]}
    )
    whole = readings_trends.small_map(rows, APL, 2024)
    assert whole.startswith("2024 : de 1,00 (A) à 4,00 (C)")
    assert readings_trends.small_map(rows, APL, 2024, "2") == f"B : 2,00. {whole}"
    assert readings_trends.small_map(rows.head(1), APL, 2024, "1") == "2024 : 1,00 (A)."
