"""Figures hold one mark a row, name their units, and count people rather than territories."""

import numpy as np
import pandas as pd
import pytest

from caremap.catalog import INDICATOR_BY_ID, PROFESSIONS
from caremap.charts import (
    Line,
    departement_dots,
    distribution_table,
    ranking,
    trend,
    weighted_distribution,
)
from caremap.maps import value_array

APL = INDICATOR_BY_ID["apl_gp_65"]
DENSITY = INDICATOR_BY_ID["gp_density"]
NAN = float("nan")
ROWS = pd.DataFrame(
    {
        "territory_id": ["e1", "e2", "e3"],
        "name": ["Lille", "Arras", "Calais"],
        "departement_id": ["59", "62", "62"],
        "value": [130.4, 90.0, 1_080.25],
    }
)


def edges(figure) -> list[float]:
    """Limits of the bars of a distribution."""
    (bars,) = figure.data
    half = np.array(bars.width) / 0.94 / 2
    return sorted({*np.round(bars.x - half, 6), *np.round(bars.x + half, 6)})


def lines_drawn_at(figure) -> list[float]:
    return [shape.x0 for shape in figure.layout.shapes]


def test_a_ranking_has_one_bar_a_row_and_the_first_row_on_top():
    figure = ranking(ROWS, DENSITY)
    (bars,) = figure.data
    assert list(bars.y) == ["Calais", "Arras", "Lille"]  # drawn from the bottom
    assert list(bars.x) == [1_080.25, 90.0, 130.4]
    assert list(bars.text) == ["1\u202f080,2", "90,0", "130,4"]
    assert figure.layout.xaxis.title.text == "pour 100 000 habitants"


def test_a_ranking_marks_its_reference():
    assert lines_drawn_at(ranking(ROWS, DENSITY, reference=90.1)) == [90.1]
    assert lines_drawn_at(ranking(ROWS, DENSITY)) == []


def test_the_chosen_territory_has_a_colour_of_its_own():
    calais, arras, lille = ranking(ROWS, DENSITY, selected="e2").data[0].marker.color
    assert arras not in {lille, calais}


def test_two_territories_of_one_name_are_two_bars():
    figure = ranking(ROWS.assign(name=["Saint-Aubin", "Saint-Aubin", "Calais"]), DENSITY)
    assert len(set(figure.data[0].y)) == 3


def test_a_distribution_counts_people_and_leaves_out_missing_values():
    values, people = np.array([1.0, 1.2, 3.0, NAN]), np.array([10.0, 20.0, 70.0, 1_000.0])
    figure = weighted_distribution(values, people, APL, APL.thresholds)
    assert sum(figure.data[0].y) == 10 + 20 + 70
    assert figure.layout.xaxis.title.text == APL.unit
    assert figure.layout.yaxis.title.text == "habitants"


def test_a_distribution_draws_and_names_its_thresholds():
    figure = weighted_distribution(np.array([1.0, 5.0]), np.ones(2), APL, (2.5, 4.0))
    assert lines_drawn_at(figure) == [2.5, 4.0]
    assert [note.text for note in figure.layout.annotations] == ["seuil 2,5", "seuil 4,0"]


def test_people_exactly_at_a_threshold_are_in_the_bar_under_it():
    values, people = np.array([0.0, 2.5, 2.51, 10.0]), np.array([1.0, 20.0, 300.0, 4_000.0])
    table = distribution_table(values, people, APL)
    assert table.loc[table["À"] <= 2.5, "Habitants"].sum() == 1 + 20
    assert table.loc[table["De"] >= 2.5, "Habitants"].sum() == 300 + 4_000


def test_one_value_everywhere_is_one_bar():
    figure = weighted_distribution(np.array([3.3, 3.3]), np.array([5.0, 6.0]), APL)
    assert list(figure.data[0].y) == [5 + 6]


@pytest.mark.parametrize("departement", ["", "59", "62"])
@pytest.mark.parametrize("level", ["commune", "epci"])
def test_the_thresholds_are_limits_of_bars_on_real_figures(published, level, departement):
    for year in APL.years:
        rows = published.values("apl_gp_65", level, year)
        if departement:
            rows = rows[rows["departement_id"] == departement]
        values, people = value_array(rows), rows["population"].to_numpy(dtype=float)
        figure = weighted_distribution(values, people, APL, APL.thresholds)
        assert sum(figure.data[0].y) == people[np.isfinite(values)].sum()
        assert {2.5, 4.0} <= set(edges(figure))
        table = distribution_table(values, people, APL)
        assert table["Habitants"].sum() == people[np.isfinite(values)].sum()
        assert table.loc[table["À"] <= 2.5, "Habitants"].sum() == people[values <= 2.5].sum()


def test_a_trend_has_one_mark_a_year_and_starts_at_zero():
    lines = (
        Line("Arras", (2022, 2023, 2024), (4.1, 4.0, 3.9), written=True),
        Line("Nord", (2022, 2024), (4.5, 4.4)),
    )
    figure = trend(lines)
    assert [list(line.x) for line in figure.data] == [[2022, 2023, 2024], [2022, 2024]]
    assert [line.name for line in figure.data] == ["Arras", "Nord"]
    assert list(figure.data[0].text) == ["4,10", "4,00", "3,90"]
    assert "text" in figure.data[0].mode
    assert "text" not in figure.data[1].mode
    assert figure.data[0].line.color != figure.data[1].line.color
    low, high = figure.layout.yaxis.range
    assert low == 0
    assert high > 4.5  # the figure above the highest line has room
    (low, high) = trend((Line("Arras", (2022, 2023), (-0.4, 0.2)),)).layout.yaxis.range
    assert low < -0.4 < 0.2 < high


def test_each_profession_has_one_dot_a_departement(published):
    rows = pd.DataFrame(
        [
            {
                "profession": profession.short_label,
                **dict(
                    zip(
                        ("nord", "pas_de_calais"),
                        published.values(f"liberal_density_{profession.slug}", "departement", 2024)[
                            "value"
                        ],
                        strict=True,
                    )
                ),
            }
            for profession in PROFESSIONS
        ]
    )
    figure = departement_dots(rows)
    nord, pas_de_calais = (trace for trace in figure.data if trace.mode == "markers")
    assert (nord.name, pas_de_calais.name) == ("Nord", "Pas-de-Calais")
    assert len(nord.x) == len(pas_de_calais.x) == 25
    assert nord.marker.symbol != pas_de_calais.marker.symbol
    assert list(nord.y)[::-1] == list(rows["profession"])
    assert "100 000" in figure.layout.xaxis.title.text
    assert "logarithmique" in figure.layout.xaxis.title.text
