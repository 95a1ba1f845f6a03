"""Published figures, recomputed from the reference files without the SQL models."""

import csv
from collections import defaultdict
from fractions import Fraction

import pytest

from caremap.paths import REFERENCE


def rows_of(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def commune_of() -> dict[str, str]:
    former = {row["former_commune_id"]: row["commune_id"] for row in rows_of("former_communes")}
    return former | {row["commune_id"]: row["commune_id"] for row in rows_of("communes")}


@pytest.fixture(scope="module")
def people(commune_of) -> dict[tuple[str, str], int]:
    total: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows_of("populations"):
        total[row["cog_year"], commune_of[row["commune_id"]]] += int(row["population"])
    return total


def published(warehouse, indicator_id: str, level: str, year: int) -> dict[str, tuple]:
    found = warehouse.execute(
        "select territory_id, value, numerator, denominator, status from marts.indicator_values"
        " where indicator_id = ? and level = ? and year = ?",
        [indicator_id, level, year],
    ).fetchall()
    return {row[0]: row[1:] for row in found}


def test_gp_density_of_each_epci(warehouse, commune_of, people):
    epci = {row["commune_id"]: row["epci_id"] for row in rows_of("communes")}
    doctors: dict[str, int] = defaultdict(int)
    residents: dict[str, int] = defaultdict(int)
    for row in rows_of("gp_2019"):
        doctors[epci[commune_of[row["commune_id"]]]] += int(row["gp_count"])
    for (year, commune), count in people.items():
        if year == "2021":
            residents[epci[commune]] += count
    found = published(warehouse, "gp_density", "epci", 2019)
    assert found.keys() == residents.keys()
    for territory, (value, numerator, denominator, status) in found.items():
        assert (numerator, denominator) == (doctors[territory], residents[territory])
        assert value == pytest.approx(1e5 * doctors[territory] / residents[territory], abs=1e-6)
        assert status == "derived"


def test_communes_without_doctor_have_a_zero_and_no_share(warehouse):
    counts = published(warehouse, "gp_count", "commune", 2019)
    shares = published(warehouse, "gp_60_plus_share", "commune", 2019)
    without = {territory for territory, row in counts.items() if row[0] == 0}
    assert len(counts) == 1534
    assert sum(territory.startswith("59") for territory in without) == 293 - 1
    assert shares.keys() == counts.keys() - without


def test_apl_of_arrondissements_is_weighted_by_people(warehouse, people):
    arrondissement = {row["commune_id"]: row["arrondissement_id"] for row in rows_of("communes")}
    weighted: dict[str, Fraction] = defaultdict(Fraction)
    residents: dict[str, int] = defaultdict(int)
    for row in rows_of("apl_gp"):
        if row["year"] == "2024" and row["apl_gp_65"]:
            count = people["2026", row["commune_id"]]
            weighted[arrondissement[row["commune_id"]]] += Fraction(row["apl_gp_65"]) * count
            residents[arrondissement[row["commune_id"]]] += count
    found = published(warehouse, "apl_gp_65", "arrondissement", 2024)
    assert found.keys() == residents.keys()
    for territory, (value, *_) in found.items():
        assert value == pytest.approx(float(weighted[territory] / residents[territory]), abs=1e-6)


@pytest.mark.parametrize(
    ("commune", "codes"),
    [("59006", ("59006", "59070")), ("62447", ("62447", "62461", "62549", "62743"))],
)
def test_apl_of_merged_communes(warehouse, commune, codes):
    weights = {
        row["commune_id"]: int(row["population"])
        for row in rows_of("populations")
        if row["cog_year"] == "2024"
    }
    apl = {(row["commune_id"], row["year"]): row["apl_gp"] for row in rows_of("apl_gp")}
    for year in (2022, 2023):
        total = sum(Fraction(apl[code, str(year)]) * weights[code] for code in codes)
        expected = float(total / sum(weights[code] for code in codes))
        value, *_, status = published(warehouse, "apl_gp", "commune", year)[commune]
        assert (value, status) == (pytest.approx(expected, abs=2e-6), "derived")
    value, *_, status = published(warehouse, "apl_gp", "commune", 2024)[commune]
    assert (value, status) == (float(apl[commune, "2024"]), "official")


def test_commune_apl_is_exactly_the_published_number(warehouse):
    found = published(warehouse, "apl_gp_65", "commune", 2024)
    given = {
        row["commune_id"]: float(row["apl_gp_65"])
        for row in rows_of("apl_gp")
        if row["year"] == "2024" and row["apl_gp_65"]
    }
    assert {territory: row[0] for territory, row in found.items()} == given


def test_hospital_that_did_not_answer_is_not_a_zero(warehouse):
    found = published(warehouse, "hospital_interns", "commune", 2023)
    assert "62080" not in found, "Bapaume: its only site left the cell empty"
    assert "62080" not in published(warehouse, "interns_per_10k", "commune", 2023)
    assert found["59001"][0] == 0, "Abancourt has no site"
    answered = [row for row in rows_of("hospital_interns") if row["year"] == "2023"]
    total = sum(int(row["interns_total"] or 0) for row in answered)
    assert sum(row[0] for row in found.values()) == total


def test_interns_rate_keeps_everyone_in_its_denominator(warehouse, people):
    residents = sum(count for (year, _), count in people.items() if year == "2026")
    value, numerator, denominator, _ = published(warehouse, "interns_per_10k", "perimetre", 2023)[
        "59+62"
    ]
    assert (numerator, denominator) == (1520 + 333, residents)
    assert value == pytest.approx(1e4 * numerator / residents, abs=1e-6)


def test_population_status_says_which_communes_were_summed(warehouse):
    for year, summed in ((2021, {"59006", "62447"}), (2026, set())):
        found = published(warehouse, "population", "commune", year)
        assert {key for key, row in found.items() if row[3] == "derived"} == summed


def test_zone_shares_add_up_with_the_rest(warehouse):
    shares = [
        published(warehouse, f"pop_share_{zone}", "epci", 2025) for zone in ("zip", "zac", "zar")
    ]
    assert all(len(share) == 36 for share in shares)
    for territory in shares[0]:
        assert 0 <= sum(share[territory][0] for share in shares) <= 100.000001


def test_cpts_without_full_perimeter_has_no_figure(warehouse):
    known = warehouse.execute(
        "select distinct territory_id from marts.indicator_values where level = 'cpts'"
    ).fetchall()
    assert known == [("audomaroise",)]


def test_structures_come_from_three_sources(warehouse):
    found = warehouse.execute(
        "select family, status, count(*) from marts.structures group by all"
    ).fetchall()
    counts = {family: number for family, _, number in found}
    places = {"msp", "centre_de_sante", "projet", "autre"}
    assert counts["msp"] == 19
    assert sum(counts[family] for family in places) == 71
    assert counts["cpts"] == 18
    sites = {row["finess_et"] for row in rows_of("hospital_interns")}
    assert counts["hopital"] == len(sites)
    assert {status for family, status, _ in found if family != "hopital"} == {"declared"}
