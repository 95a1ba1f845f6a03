"""Pooling of small counts: nothing under the threshold is kept, and no person is lost."""

from collections import Counter
from itertools import combinations, product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from etl.secrecy import HIDDEN, POOL, PUBLISHED, place_of, pool
from etl.secrecy_audit import Equation, audit_year, bounds, components, independent
from etl.secrecy_history import Past, Publication, key_of, publications
from etl.secrecy_programme import cost, place, place_simply
from etl.secrecy_units import LARGEST_SHARE, work_of

SMALLEST = 11
AREAS = {
    "59001": ("A", "59"), "59002": ("A", "59"), "59003": ("B", "59"),
    "62001": ("B", "62"), "62002": ("C", "62"),
}  # fmt: skip
LEVELS = ("commune", "epci", "departement", "perimetre")

# One draw for all that identifies a row: a table then takes a quarter of the draws.
KEYS = [
    dict(zip(("year", "semester", "site_id", "commune_id", "discipline", "trainee_level",
              "setting"), chosen, strict=True))
    for chosen in product(
        (2024, 2025), (1, 2, None), (None, "S1", "S2"), sorted(AREAS),
        ("médecine générale", "pharmacie"), ("N1 / socle", "externe"), ("hospital", "ambulatory"),
    )
]  # fmt: skip
SAME = {"site_name": "Lieu", "status": "declared", "source_id": "placements_file"}


def row_of(key: dict[str, Any], places: int | None, trainees: int | None) -> dict[str, Any]:
    return SAME | key | {"places": places, "trainees": trainees}


row = st.builds(
    row_of,
    st.sampled_from(KEYS),
    st.none() | st.integers(0, 30),
    st.none() | st.integers(0, 25),
)
files = st.lists(row, max_size=25, unique_by=key_of)


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


@given(files)
def test_a_file_is_stored_whole_without_its_small_counts(rows: list[dict[str, Any]]) -> None:
    """One choice of groups, the costly part, for the four statements."""
    kept = pool(rows, AREAS, SMALLEST)
    no_count_under_the_threshold_is_kept(kept)
    persons_are_counted_once_or_not_at_all(rows, kept)
    rows_and_places_are_all_kept(rows, kept)
    the_total_of_a_level_is_right_where_its_rows_say_so(rows, kept)


def no_count_under_the_threshold_is_kept(kept: list[dict[str, Any]]) -> None:
    for one in kept:
        assert not 0 < (one["trainees"] or 0) < SMALLEST


def persons_are_counted_once_or_not_at_all(
    rows: list[dict[str, Any]], kept: list[dict[str, Any]]
) -> None:
    true = {key_of(one): one["trainees"] or 0 for one in rows}
    for year in (2024, 2025):
        nowhere = sum(
            true[key_of(one)] for one in kept
            if one["year"] == year and one["secrecy"] == HIDDEN and not one["counted_in"]
        )  # fmt: skip
        given_ = persons([one for one in rows if one["year"] == year])
        assert persons([one for one in kept if one["year"] == year]) == given_ - nowhere


def rows_and_places_are_all_kept(rows: list[dict[str, Any]], kept: list[dict[str, Any]]) -> None:
    stored = [one for one in kept if one["secrecy"] != POOL]
    names = [name for name in rows[0] if name != "trainees"] if rows else []

    def told(one: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(one[name] for name in names)

    assert Counter(map(told, stored)) == Counter(map(told, rows))


def the_total_of_a_level_is_right_where_its_rows_say_so(
    rows: list[dict[str, Any]], kept: list[dict[str, Any]]
) -> None:
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


@given(st.lists(row, max_size=10, unique_by=key_of))
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
    kept = pool([base | {"site_id": f"S{at}", "trainees": count}
                 for at, count in enumerate((11, 0, None))],
                AREAS, SMALLEST)  # fmt: skip
    assert [one["trainees"] for one in kept] == [11, 0, None]
    assert {one["secrecy"] for one in kept} == {PUBLISHED}


def test_ten_is_hidden_and_joins_its_commune_then_its_epci() -> None:
    base = {
        "year": 2024, "semester": 1, "site_id": "S1", "site_name": "CH", "commune_id": "59001",
        "discipline": "pharmacie", "trainee_level": "externe", "setting": "hospital",
        "places": 40, "status": "declared", "source_id": "placements_file", "trainees": 10,
    }  # fmt: skip
    same_commune = pool([base, base | {"discipline": "odontologie", "trainees": 2}], AREAS, 11)
    assert [(r["commune_id"], r["trainees"]) for r in same_commune if r["secrecy"] == POOL] == [
        ("59001", 12)
    ]
    same_epci = pool([base, base | {"commune_id": "59002", "trainees": 3}], AREAS, 11)
    (group,) = [r for r in same_epci if r["secrecy"] == POOL]
    assert (group["commune_id"], group["trainees"]) == (place_of("epci", "59001", AREAS), 13)
    assert group["discipline"] == "pharmacie"
    alone = pool([base], AREAS, 11)
    assert [(r["trainees"], r["counted_in"]) for r in alone] == [(None, "")]


def test_a_sum_that_bounds_a_row_under_the_threshold_is_not_a_group() -> None:
    """10 and 1 make 11 persons, but a reader who knows that no row is empty finds at most 10."""
    base = {
        "year": 2024, "semester": 1, "site_id": "S1", "site_name": "CH", "commune_id": "59001",
        "discipline": "pharmacie", "trainee_level": "externe", "setting": "hospital",
        "places": 40, "status": "declared", "source_id": "placements_file", "trainees": 10,
    }  # fmt: skip
    kept = pool([base, base | {"semester": 2, "trainees": 1}], AREAS, 11)
    assert [(one["secrecy"], one["counted_in"]) for one in kept] == [(HIDDEN, "")] * 2


def test_a_group_is_never_nearly_one_row() -> None:
    """200 and 3 would tell 3 to whoever knows the 200: the rows stay apart, the total is lost."""
    base = {
        "year": 2024, "semester": 1, "site_id": "S1", "site_name": "CH", "commune_id": "59001",
        "discipline": "pharmacie", "trainee_level": "externe", "setting": "hospital",
        "places": 40, "status": "declared", "source_id": "placements_file", "trainees": 200,
    }  # fmt: skip
    kept = pool([base, base | {"semester": 2, "trainees": 3}], AREAS, 11)
    assert [(one["secrecy"], one["trainees"]) for one in kept] == [(PUBLISHED, 200), (HIDDEN, None)]


def fillings(rows: int, total: int) -> list[tuple[int, ...]]:
    """Every whole number of persons of each hidden row that agrees with their sum, by force."""
    found: list[tuple[int, ...]] = [()]
    for _ in range(rows):
        found = [
            (*one, count) for one in found for count in range(1, total - sum(one) + 1)
        ]  # fmt: skip
    return [one for one in found if sum(one) == total]


small_row = st.builds(
    lambda key, trainees: SAME | key | {"trainees": trainees},
    st.sampled_from([
        {"year": 2025, "semester": None, "site_id": None, "site_name": name, "commune_id": commune,
         "discipline": discipline, "trainee_level": "externe", "setting": "hospital",
         "places": None}
        for name, commune, discipline in product(
            "AB", ("59001", "59003", "62002"), ("médecine générale", "pharmacie")
        )
    ]),
    st.integers(0, 13),
)  # fmt: skip


@given(st.lists(small_row, max_size=6, unique_by=key_of))
def test_every_hidden_count_could_be_one_or_the_threshold_by_brute_force(
    rows: list[dict[str, Any]],
) -> None:
    for told in publications(pool(rows, AREAS, SMALLEST), AREAS):
        for group in told.groups:
            count, total = len(group.keys), group.persons
            # What each row could hold if the others held one person, and each of all its fillings.
            every = fillings(count, total) if count <= 3 else None
            for at in range(count):
                if every is None:
                    assert total - count + 1 >= SMALLEST
                else:
                    own = {filling[at] for filling in every}
                    assert min(own) <= 1
                    assert max(own) >= min(SMALLEST, total)
                    assert max(own) >= SMALLEST
        audit_year(told, [], SMALLEST, [])


@given(files)
def test_the_programme_never_loses_more_detail_than_the_simple_rule(
    rows: list[dict[str, Any]],
) -> None:
    own = [one for one in rows if one["year"] == 2024]
    units = work_of(own, AREAS, SMALLEST, []).units
    assert cost(units, place(units, SMALLEST)) <= cost(units, place_simply(units, SMALLEST))


@given(files)
def test_the_simple_rule_is_sound_too(rows: list[dict[str, Any]]) -> None:
    own = [one for one in rows if one["year"] == 2024]
    units = work_of(own, AREAS, SMALLEST, []).units
    placed = place_simply(units, SMALLEST)
    for slot in set(placed.values()) - {None}:
        counts = [units[at].persons for at in placed if placed[at] == slot]
        assert len(counts) >= 2
        assert sum(counts) - len(counts) >= SMALLEST - 1
        assert max(counts) <= LARGEST_SHARE * sum(counts)
    assert {at for at, unit in enumerate(units) if unit.must_hide} <= placed.keys()


def test_without_time_the_simple_rule_decides() -> None:
    rows = [
        {
            "year": 2024, "semester": 1, "site_id": f"S{at}", "site_name": "CH",
            "commune_id": sorted(AREAS)[at % 5], "discipline": "pharmacie",
            "trainee_level": "externe", "setting": "hospital", "places": 40,
            "status": "declared", "source_id": "placements_file", "trainees": 1 + at % 9,
        } for at in range(40)
    ]  # fmt: skip
    units = work_of(rows, AREAS, SMALLEST, []).units
    assert place(units, SMALLEST, seconds=1e-9) == place_simply(units, SMALLEST)


def changed(draw: st.DrawFn, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A later version of a file: lines removed, corrected, added."""
    kept = [one for one in rows if draw(st.integers(0, 9)) > 0]
    corrected = [
        one | {"trainees": draw(st.integers(0, 25))} if draw(st.integers(0, 5)) == 0 else one
        for one in kept
    ]
    known = {key_of(one) for one in rows}
    added = draw(st.lists(row, max_size=4, unique_by=key_of))
    return corrected + [one for one in added if key_of(one) not in known]


@st.composite
def versions(draw: st.DrawFn) -> list[list[dict[str, Any]]]:
    found = [[one | {"year": 2025} for one in draw(st.lists(row, min_size=1, max_size=12))]]
    found[0] = list({key_of(one): one for one in found[0]}.values())
    for _ in range(2):
        found.append([one | {"year": 2025} for one in changed(draw, found[-1])])
        found[-1] = list({key_of(one): one for one in found[-1]}.values())
    return found


@given(versions())
def test_no_release_lets_an_earlier_one_be_subtracted(files_: list[list[dict[str, Any]]]) -> None:
    past: dict[tuple[str, int], list[Publication]] = {}
    for rows in files_:
        stored = pool(rows, AREAS, SMALLEST, past)
        for told in publications(stored, AREAS):
            own = past.setdefault((told.source_id, told.year), [])
            audit_year(told, [], SMALLEST, own)
            own.append(told)


def corrected(draw: st.DrawFn, one: dict[str, Any]) -> list[dict[str, Any]]:
    """A line as it was, named or placed otherwise, or split in the semesters of its year."""
    changes = ["", "", "site_name", "site_id", "commune_id"]
    changes += ["semester", "split"] if one["semester"] is None else []
    change = draw(st.sampled_from(changes))
    if change == "split":
        first = draw(st.integers(0, one["trainees"] or 0))
        parts = zip((1, 2), (first, (one["trainees"] or 0) - first), strict=True)
        return [one | {"semester": at, "trainees": count} for at, count in parts]
    values = {"site_name": "Lieu corrigé", "site_id": "S3", "commune_id": "59002", "semester": 1}
    return [one | {change: values[change]} if change else one]


@st.composite
def corrections(draw: st.DrawFn) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Lines of a year, with those that stand for each in the next version; no key comes twice."""
    own = [one | {"year": 2025} for one in draw(st.lists(row, min_size=1, max_size=10))]
    known = {key_of(one): one for one in own}
    taken: set[Any] = set()
    found = []
    for key, one in known.items():
        lines = corrected(draw, one)
        keys = set(map(key_of, lines))
        if keys & (taken | (known.keys() - {key})):
            lines, keys = [one], {key}
        taken |= keys
        found.append((one, lines))
    return found


@given(corrections())
def test_who_knows_which_line_is_which_finds_no_count(
    lines: list[tuple[dict[str, Any], list[dict[str, Any]]]],
) -> None:
    """What was told, written with the lines that stand for each since, adds nothing."""
    before = publications(pool([one for one, _ in lines], AREAS, SMALLEST), AREAS)
    past = {(one.source_id, one.year): [one] for one in before}
    after = pool([one for _, own in lines for one in own], AREAS, SMALLEST, past)
    (told,) = publications(after, AREAS)
    audit_year(told, [], SMALLEST, before)
    since = {
        key_of(one): frozenset(key_of(each) for each in own if each["trainees"])
        for one, own in lines
    }
    equations = [(group.keys, group.persons) for one in before for group in one.groups]
    equations += [
        (frozenset({key}), count) for one in before for key, count in one.published.items() if count
    ]
    sums = [(group.keys, group.persons) for group in told.groups]
    for keys, count in equations:
        now: frozenset[Any] = frozenset().union(*(since[key] for key in keys))
        visible = {key: told.published[key] for key in now if key in told.published}
        sums.append((now.difference(visible), count - sum(visible.values())))
    # Each part of a split line takes one person of the others at least.
    least = SMALLEST - sum(max(0, len(own) - 1) for own in since.values())
    no_small_count_is_found([one for one in sums if one[0]], fallen(before, since, told), least)


def fallen(
    before: list[Publication], since: dict[Any, frozenset[Any]], told: Publication
) -> set[Any]:
    """Lines that stand for published ones and are hidden: no persons are told of beside them."""
    once = {key for one in before for key, count in one.published.items() if count}
    return {line for key in once for line in since[key]} & told.hidden


def no_small_count_is_found(
    sums: list[tuple[frozenset[Any], int]], known: set[Any], least: int
) -> None:
    for own in components(independent(Equation(keys, count) for keys, count in sums)):
        for key, (low, high) in bounds(own, {}).items():
            assert low < high or low >= SMALLEST, key
            assert high >= least or key in known, key


@given(files)
def test_the_same_file_again_or_in_another_order_tells_the_same(
    rows: list[dict[str, Any]],
) -> None:
    stored = pool(rows, AREAS, SMALLEST)
    assert pool(rows[::-1], AREAS, SMALLEST) == stored
    past: Past = {(one.source_id, one.year): [one] for one in publications(stored, AREAS)}
    assert pool(rows, AREAS, SMALLEST, past) == stored
