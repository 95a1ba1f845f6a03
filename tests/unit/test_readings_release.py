"""Sentences on the real release: every number is read back and recomputed from the rows."""

import re

import numpy as np
import pandas as pd
import pytest

from caremap import readings
from caremap.catalog import INDICATOR_BY_ID, INDICATORS, MAPPED_LEVELS
from caremap.classes import tercile_index
from caremap.formats import parse_number
from caremap.maps import value_array

FIGURE = re.compile(r"[+\u2212]?\d+(?:\u202f\d{3})*(?:,\d+)?")
MAPPED = [(i, level.id) for i in INDICATORS for level in MAPPED_LEVELS if level.id in i.levels]


def figures(text: str, names=()) -> list[float]:
    """Every number written in a sentence, names of territories left out."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "")
    return [parse_number(found) for found in FIGURE.findall(text)]


def row(rows: pd.DataFrame, territory_id: str) -> pd.Series:
    return rows.set_index("territory_id").loc[territory_id]


def test_numbers_of_any_sentence_are_found_again():
    assert figures("2024 : 1\u202f234,5 et \u22120,30 ; +2 (8,8\u202f%).") == [
        2024,
        1234.5,
        -0.3,
        2,
        8.8,
    ]


def test_people_under_the_threshold_are_those_of_the_communes(published, warehouse):
    rows = published.values("pop_share_apl_under_2_5", "departement", 2024)
    whole = row(published.values("pop_share_apl_under_2_5", "perimetre", 2024), "59+62")
    under, everyone = (
        warehouse.sql(
            """
        select departement_id, sum(population) filter (value <= 2.5), sum(population)
        from marts.indicator_values join marts.territories using (level, territory_id)
        where indicator_id = 'apl_gp_65' and level = 'commune' and year = 2024
            and value is not null
        group by all order by all
        """
        )
        .df()
        .set_index("departement_id")
        .to_numpy()
        .T
    )
    assert figures(readings.under_served(rows, whole)) == [
        under.sum(),
        round(100 * under.sum() / everyone.sum(), 1),
        65,
        2.5,
        round(100 * under[0] / everyone[0], 1),
        round(100 * under[1] / everyone[1], 1),
    ]


def test_falls_are_differences_of_two_published_years(published, warehouse):
    change = published.values("apl_gp_change", "epci", 2024)
    by_year = {
        year: published.values("apl_gp", "epci", year).set_index("name")["value"]
        for year in (2022, 2024)
    }
    differences = (by_year[2024] - by_year[2022]).dropna().sort_values()
    text = readings.largest_fall(change, 2022, 2024)
    first = list(differences.index[:3])
    assert figures(text, first) == pytest.approx(
        [2022, 2024, (differences < 0).sum(), len(differences), *differences.iloc[:3]], abs=0.006
    )
    assert [text.index(name) for name in first] == sorted(text.index(name) for name in first)


def test_shares_of_old_doctors_are_their_own_two_counts(published):
    rows = published.values("gp_60_plus_share", "epci", 2019)
    known = rows[rows["denominator"] >= 10]
    shares = (100 * known["numerator"] / known["denominator"]).nlargest(3)
    expected = [2019, 60]
    for position in shares.index:
        old, doctors = known.loc[position, "numerator"], known.loc[position, "denominator"]
        expected += [round(100 * old / doctors), old, doctors]
    found = figures(readings.oldest_doctors(rows, 2019), known["name"])
    assert sorted(found) == sorted([*expected, 10])


def test_lowest_access_is_the_bottom_of_the_epci(published):
    rows = published.values("apl_gp_65", "epci", 2024)
    text = readings.lowest_access(rows, INDICATOR_BY_ID["apl_gp_65"], 2024)
    lowest = sorted(rows["value"].dropna())[:3]
    assert figures(text, rows["name"]) == pytest.approx([2024, 65, *lowest], abs=0.006)


def test_interns_are_those_of_the_hospital_sites(published, warehouse):
    rows = published.values("hospital_interns", "commune", 2023)
    counts = (
        warehouse.sql(
            """
        select commune_id, sum(trainees) as interns from marts.placements
        where year = 2023 and trainee_level = 'interne' and commune_id is not null
        group by all having sum(trainees) > 0 order by interns desc
        """
        )
        .df()["interns"]
        .astype(float)
    )
    share = round(100 * counts[:5].sum() / counts.sum())
    found = figures(readings.intern_concentration(rows, 2023), rows["name"])
    assert found == [2023, len(counts), counts.sum(), share]


@pytest.mark.parametrize(("indicator", "level"), MAPPED, ids=lambda p: getattr(p, "id", p))
def test_a_map_of_any_indicator_is_read_from_its_rows(published, indicator, level):
    year = indicator.last_year
    rows = published.values(indicator.id, level, year)
    known = rows["value"].dropna()
    low, high = known.min(), known.max()
    expected = [year]
    for value in (low, high):
        crowd = (known == value).sum()
        expected += [value] if crowd == 1 else [value, crowd]
    middle = known.median()
    expected += [(known == low).sum(), len(known), low] if middle == low else [len(known), middle]
    if len(known) < len(rows):
        expected.append(len(rows) - len(known))
    text = readings.map_reading(rows, indicator, level, year)
    step = 0.51 * 10**-indicator.decimals
    assert figures(text, rows["name"]) == pytest.approx(expected, abs=step)


@pytest.mark.parametrize("level", [level.id for level in MAPPED_LEVELS])
@pytest.mark.parametrize("indicator_id", ["gp_count", "hospital_interns", "population"])
def test_a_map_of_symbols_adds_up_to_the_perimeter(published, indicator_id, level):
    indicator = INDICATOR_BY_ID[indicator_id]
    year = indicator.last_year
    rows = published.values(indicator_id, level, year)
    whole = row(published.values(indicator_id, "perimetre", year), "59+62")["value"]
    known = rows["value"].dropna()
    found = figures(readings.count_reading(rows, indicator, level, year), rows["name"])
    if level in {"commune", "departement"}:
        assert found[1] == whole
    none = (known == 0).sum()
    empty = [none, len(known), 0] if none else []
    assert found == [year, known.sum(), known.max(), *empty]


def test_half_of_the_people_are_on_each_side_of_the_weighted_median(published):
    apl = INDICATOR_BY_ID["apl_gp_65"]
    rows = published.values("apl_gp_65", "commune", 2024)
    values, people = value_array(rows), rows["population"].to_numpy(dtype=float)
    text = readings.weighted_median(values, people, apl, 2024)
    year, middle, *shares = figures(text)
    known = np.isfinite(values)
    total = people[known].sum()
    assert year == 2024
    assert people[known & (values <= middle + 0.005)].sum() >= total / 2
    assert people[known & (values < middle - 0.005)].sum() < total / 2
    expected = [100 * people[known & (values <= limit)].sum() / total for limit in (2.5, 4.0)]
    assert shares == pytest.approx([expected[0], 2.5, expected[1], 4.0], abs=0.051)


def test_a_crossed_map_counts_territories_and_people_of_one_corner(published):
    first, second = INDICATOR_BY_ID["gp_density"], INDICATOR_BY_ID["share_65_plus"]
    rows = published.values(first.id, "commune", 2019)
    other = published.values(second.id, "commune", 2021)
    groups = tercile_index(value_array(rows))[0], tercile_index(value_array(other))[0]
    text = readings.crossed_reading(first, second, groups, rows["population"], "commune")
    low = rows["value"] <= rows["value"].quantile(1 / 3)
    high = other["value"] > other["value"].quantile(2 / 3)
    assert figures(text) == [(low & high).sum(), rows["population"][low & high].sum(), 65]
