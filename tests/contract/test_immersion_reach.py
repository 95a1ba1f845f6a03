"""The published reach is the one that the science computes from the same hosts."""

import numpy as np
import pytest

from caremap import reach
from caremap.reach import Host, Places

BOULONNAIS = "246200729"


@pytest.fixture(scope="module")
def places(warehouse) -> Places:
    rows = warehouse.execute(
        "select t.territory_id, t.lon, t.lat, t.population, a.value <= 2.5, m.territory_id"
        " from marts.territories as t"
        " join marts.indicator_values as a on a.territory_id = t.territory_id"
        " and a.level = 'commune' and a.indicator_id = 'apl_gp_65' and a.year = 2024"
        " join marts.territory_members as m on m.commune_id = t.territory_id and m.level = 'epci'"
        " where t.level = 'commune' order by 1"
    ).fetchall()
    ids, lon, lat, people, need, epci = zip(*rows, strict=True)
    return Places(
        ids, *(np.array(x, dtype=float) for x in (lon, lat, people)), np.array(need), epci
    )


@pytest.fixture(scope="module")
def covered(places) -> np.ndarray:
    boulonnais = tuple(
        commune
        for commune, epci in zip(places.ids, places.epci_ids, strict=True)
        if epci == BOULONNAIS
    )
    hosts = [
        Host("2022", "CPTS Liévin", "CPTS", "62510"),
        Host("2023", "CPTS Opale Sud, ancre", "CPTS", "62160"),
        Host("2023", "MSP de Samer", "MSP", "62773"),
        Host("2023", "CA du Boulonnais", "EPCI", "62160", boulonnais),
    ]
    return reach.reached(hosts, places, 15)


def values(warehouse, indicator_id, level):
    return dict(
        warehouse.execute(
            "select territory_id, value from marts.indicator_values"
            " where indicator_id = ? and level = ? and year = 2026",
            [indicator_id, level],
        ).fetchall()
    )


def test_people_covered_commune_by_commune(warehouse, places, covered):
    found = values(warehouse, "immersion_reach_population", "commune")
    expected = np.where(covered, places.population, 0.0)
    assert found == dict(zip(places.ids, expected, strict=True))


def test_people_and_share_of_larger_territories(warehouse, places, covered):
    whole = reach.coverage(covered, places)
    people = values(warehouse, "immersion_reach_population", "perimetre")
    assert people == {"59+62": whole.people}
    share = values(warehouse, "immersion_reach_share", "perimetre")["59+62"]
    total = places.under_served_people.sum()
    assert share == pytest.approx(100 * whole.under_served_people / total, abs=1e-6)
    by_departement = values(warehouse, "immersion_reach_share", "departement")
    assert by_departement.keys() == {"59", "62"}
    assert by_departement["59"] == 0


def test_students_are_those_of_one_kind_of_count(warehouse):
    rows = warehouse.execute(
        "select year, value, status from marts.indicator_values"
        " where indicator_id = 'immersion_students' order by year"
    ).fetchall()
    assert rows == [
        (2022, 150, "declared"),
        (2023, 200, "declared"),
        (2024, 450, "declared"),
        (2026, 467, "declared"),
    ]
