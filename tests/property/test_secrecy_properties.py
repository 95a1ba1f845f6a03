"""Pooling of small counts: nothing under the threshold is kept, and no person is lost."""

from collections import Counter
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from etl.secrecy import HIDDEN, POOL, PUBLISHED, place_of, pool

SMALLEST = 11
AREAS = {
    "59001": ("A", "59"), "59002": ("A", "59"), "59003": ("B", "59"),
    "62001": ("B", "62"), "62002": ("C", "62"),
}  # fmt: skip
LEVELS = ("commune", "epci", "departement", "perimetre")

row = st.fixed_dictionaries(
    {
        "year": st.sampled_from([2024, 2025]),
        "semester": st.sampled_from([1, 2, None]),
        "site_id": st.sampled_from([None, "S1", "S2"]),
        "site_name": st.just("Lieu"),
        "commune_id": st.sampled_from(sorted(AREAS)),
        "discipline": st.sampled_from(["médecine générale", "pharmacie"]),
        "trainee_level": st.sampled_from(["N1 / socle", "externe"]),
        "setting": st.sampled_from(["hospital", "ambulatory"]),
        "places": st.none() | st.integers(0, 30),
        "trainees": st.none() | st.integers(0, 25),
        "status": st.just("declared"),
        "source_id": st.just("placements_file"),
    }
)
files = st.lists(row, max_size=25)
many = settings(max_examples=500, deadline=None)


def persons(rows: list[dict[str, Any]]) -> int:
    return sum(one["trainees"] or 0 for one in rows)


def inside(place: str, level: str, commune_id: str) -> bool:
    """Whether a group counted at a place lies in the area of a level that holds a commune."""
    epci, departement = AREAS[commune_id]
    if level == "perimetre":
        return True
    if place in AREAS:
        own_epci, own_departement = AREAS[place]
    elif place.startswith("epci:"):
        _, own_epci, own_departement = place.split(":")
    elif place.startswith("departement:"):
        own_epci, own_departement = "", place.split(":")[1]
    else:
        return False
    wanted = {"commune": place == commune_id, "epci": own_epci == epci}
    return wanted.get(level, own_departement == departement)


@many
@given(files)
def test_no_count_under_the_threshold_is_kept(rows: list[dict[str, Any]]) -> None:
    for one in pool(rows, AREAS, SMALLEST):
        assert not 0 < (one["trainees"] or 0) < SMALLEST


@many
@given(files)
def test_persons_are_counted_once_or_not_at_all(rows: list[dict[str, Any]]) -> None:
    kept = pool(rows, AREAS, SMALLEST)
    for year in (2024, 2025):
        given_ = persons([one for one in rows if one["year"] == year])
        found = persons([one for one in kept if one["year"] == year])
        assert found == (given_ if given_ >= SMALLEST else found)
        assert found in (given_, 0)


@many
@given(files)
def test_rows_and_places_are_all_kept(rows: list[dict[str, Any]]) -> None:
    kept = [one for one in pool(rows, AREAS, SMALLEST) if one["secrecy"] != POOL]
    names = [name for name in rows[0] if name != "trainees"] if rows else []

    def told(one: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(one[name] for name in names)

    assert Counter(map(told, kept)) == Counter(map(told, rows))


@many
@given(files)
def test_the_total_of_a_level_is_right_where_its_rows_say_so(rows: list[dict[str, Any]]) -> None:
    kept = pool(rows, AREAS, SMALLEST)
    for year in (2024, 2025):
        for commune_id in AREAS:
            for rank, level in enumerate(LEVELS):
                area = [c for c in AREAS if inside(c, level, commune_id)]
                own = [r for r in kept if r["year"] == year and r["commune_id"] in area]
                hidden = [r["counted_in"] for r in own if r["secrecy"] == HIDDEN]
                if any(one not in LEVELS[: rank + 1] for one in hidden):
                    continue
                pools = [
                    r for r in kept
                    if r["year"] == year and r["secrecy"] == POOL and r["commune_id"] not in area
                    and inside(r["commune_id"], level, commune_id)
                ]  # fmt: skip
                true = [r for r in rows if r["year"] == year and r["commune_id"] in area]
                assert persons(own) + persons(pools) == persons(true)


@settings(max_examples=200, deadline=None)
@given(st.lists(row, max_size=10))
def test_no_subtraction_of_sums_tells_a_small_count(rows: list[dict[str, Any]]) -> None:
    """A figure is a sum of kept counts; so is the difference of a figure and a part of it."""
    counts = [one["trainees"] for one in pool(rows, AREAS, SMALLEST) if one["trainees"]]
    for size in range(1, min(len(counts), 4) + 1):
        for chosen in combinations(counts, size):
            assert sum(chosen) >= SMALLEST


def test_large_counts_stay_as_they_are_and_zero_is_told() -> None:
    base = {
        "year": 2024, "semester": 1, "site_id": "S1", "site_name": "CH", "commune_id": "59001",
        "discipline": "pharmacie", "trainee_level": "externe", "setting": "hospital",
        "places": 40, "status": "declared", "source_id": "placements_file",
    }  # fmt: skip
    kept = pool([base | {"trainees": 11}, base | {"trainees": 0}, base | {"trainees": None}],
                AREAS, SMALLEST)  # fmt: skip
    assert [one["trainees"] for one in kept] == [11, 0, None]
    assert {one["secrecy"] for one in kept} == {PUBLISHED}


def test_ten_is_hidden_and_joins_its_commune_then_its_epci() -> None:
    base = {
        "year": 2024, "semester": 1, "site_id": "S1", "site_name": "CH", "commune_id": "59001",
        "discipline": "pharmacie", "trainee_level": "externe", "setting": "hospital",
        "places": 40, "status": "declared", "source_id": "placements_file", "trainees": 10,
    }  # fmt: skip
    same_commune = pool([base, base | {"discipline": "odontologie", "trainees": 1}], AREAS, 11)
    assert [(r["commune_id"], r["trainees"]) for r in same_commune if r["secrecy"] == POOL] == [
        ("59001", 11)
    ]
    same_epci = pool([base, base | {"commune_id": "59002", "trainees": 3}], AREAS, 11)
    (group,) = [r for r in same_epci if r["secrecy"] == POOL]
    assert (group["commune_id"], group["trainees"]) == (place_of("epci", "59001", AREAS), 13)
    assert group["discipline"] == "pharmacie"
    alone = pool([base], AREAS, 11)
    assert [(r["trainees"], r["counted_in"]) for r in alone] == [(None, "")]
