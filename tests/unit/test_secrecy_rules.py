"""The rules of the groups on files of a few rows, small enough to be redone by hand."""

from typing import Any

import pytest

from etl.secrecy import pool
from etl.secrecy_history import Group, Publication, key_of, publications
from etl.secrecy_lines import linked
from etl.secrecy_programme import cost, place, place_simply
from etl.secrecy_units import (
    Slot,
    Unit,
    common_slots,
    is_protected,
    place_of,
    slots_of,
    work_of,
)

AREAS = {
    "59001": ("A", "59"), "59002": ("A", "59"), "59003": ("B", "59"), "62001": ("C", "62"),
}  # fmt: skip
SMALLEST = 11
COMMUNE = Slot("commune", "59001", "hospital", "pharmacie")
WHOLE = Slot("perimetre", "perimetre", "", "")


def row(trainees: int | None, name: str = "S", **changed: Any) -> dict[str, Any]:
    return {
        "year": 2025, "semester": 1, "site_id": None, "site_name": name, "commune_id": "59001",
        "discipline": "pharmacie", "trainee_level": "externe", "setting": "hospital",
        "places": 40, "trainees": trainees, "status": "declared", "source_id": "placements_file",
    } | changed  # fmt: skip


def unit(*counts: int, must_hide: bool = True, **told: Any) -> Unit:
    rows = tuple(row(count, f"S{at}") for at, count in enumerate(counts))
    return Unit(rows, slots_of(rows[0], AREAS), must_hide, **told)


def told(stored: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(one["secrecy"], one["trainees"], one["counted_in"]) for one in stored]


# Where a group may be counted


def test_a_group_is_counted_at_a_commune_or_in_what_holds_it():
    levels = ("commune", "epci", "departement", "perimetre")
    assert [place_of(level, "59003", AREAS) for level in levels] == [
        "59003", "epci:B:59", "departement:59", "perimetre",
    ]  # fmt: skip


def test_detail_is_lost_from_the_finest_level_with_its_discipline_to_the_whole():
    assert slots_of(row(3), AREAS) == (
        ("commune", "59001", "hospital", "pharmacie"),
        ("commune", "59001", "hospital", ""),
        ("epci", "epci:A:59", "hospital", "pharmacie"),
        ("epci", "epci:A:59", "hospital", ""),
        ("departement", "departement:59", "hospital", "pharmacie"),
        ("departement", "departement:59", "hospital", ""),
        ("perimetre", "perimetre", "", ""),
    )


def test_rows_share_the_slots_that_could_count_them_all():
    two = [row(3), row(4, commune_id="59002", discipline="odontologie")]
    assert [slot[:2] for slot in common_slots(two, AREAS)] == [
        ("epci", "epci:A:59"), ("departement", "departement:59"), ("perimetre", "perimetre"),
    ]  # fmt: skip
    apart = [row(3), row(4, setting="ambulatory")]
    assert common_slots(apart, AREAS) == (WHOLE,)


def test_what_a_person_costs_by_level():
    """2 persons; 10 more for a large row; 100 a person counted nowhere."""
    small, large = unit(2), unit(2, must_hide=False)
    assert [small.cost(slot) for slot in small.slots] == [2, 4, 6, 8, 10, 12, 16]
    assert [large.cost(slot) for slot in large.slots] == [12, 14, 16, 18, 20, 22, 26]
    assert small.cost(None) == large.cost(None) == 200


# What a group must be


@pytest.mark.parametrize(
    ("counts", "protected"),
    [
        ((6, 6), True),
        ((6, 5), False),  # each could hold 10 at most
        ((5, 4, 4), True),
        ((4, 4, 4), False),
        ((30,), False),  # a row alone is its sum
        ((17, 3), True),  # 85 % of 20
        ((18, 3), False),  # 86 % of 21
        ((85, 15), True),
        ((86, 14), False),
    ],
)
def test_a_group_hides_each_of_its_rows(counts, protected):
    assert is_protected([unit(count) for count in counts], SMALLEST) is protected


def test_a_smaller_threshold_asks_for_less():
    assert is_protected([unit(2), unit(2)], 3)
    assert not is_protected([unit(2), unit(2)], 4)


def test_rows_of_an_earlier_group_hide_nobody():
    """They were told: only what they lack counts, against the group."""
    old = {"fresh": False, "counted": 0}
    assert not is_protected([unit(20, **old), unit(12)], SMALLEST)
    assert not is_protected([unit(20, 20, **old)], SMALLEST)
    assert not is_protected([], SMALLEST)
    assert is_protected([unit(20, told=20, **old), unit(6), unit(6)], SMALLEST)
    assert not is_protected([unit(20, told=21, **old), unit(6), unit(6)], SMALLEST)
    assert is_protected([unit(20, told=21, **old), unit(6), unit(7)], SMALLEST)
    # 100 persons of before do not make 30 a small part of the group.
    assert not is_protected([unit(100, told=100, **old), unit(30), unit(2)], SMALLEST)


def test_a_row_that_a_reader_bounds_is_not_one_of_the_two():
    assert not is_protected([unit(6), unit(20, counted=0)], SMALLEST)
    assert is_protected([unit(6), unit(6), unit(20, counted=0)], SMALLEST)


def test_what_rows_add_to_their_group():
    assert unit(5, 4).margin == 7
    assert unit(5, 4, fresh=False, told=9).margin == 0
    assert unit(5, 4, fresh=False, told=6).margin == 0
    assert unit(5, 4, fresh=False, told=12).margin == -3


# What is done with each row


def publication(*groups: Group, published=None, hidden=()) -> Publication:
    keys = {key for group in groups for key in group.keys} | set(hidden)
    return Publication("placements_file", 2025, published or {}, groups, frozenset(keys))


def group_of(rows: list[dict[str, Any]], persons: int, slot: Slot = COMMUNE) -> Group:
    return Group(tuple(slot), frozenset(map(key_of, rows)), persons)


def test_eleven_may_be_published_and_ten_must_be_hidden():
    rows = [row(0, "Z"), row(None, "N"), row(1, "O"), row(10, "T"), row(11, "E")]
    work = work_of(rows, AREAS, SMALLEST, [])
    assert [one["site_name"] for one in work.published] == ["Z", "N"]
    assert [(u.rows[0]["site_name"], u.must_hide, u.fresh, u.counted) for u in work.units] == [
        ("O", True, True, 1),
        ("T", True, True, 1),
        ("E", False, True, 1),
    ]
    assert work.kept == {}


def test_a_row_once_published_is_never_drawn_in():
    once = publication(published={key_of(row(12)): 12})
    for past in ([once], [once, publication()], [publication(), once]):
        work = work_of([row(40), row(30, "T")], AREAS, SMALLEST, past)
        assert work.published == (row(40),)
        assert [one.rows for one in work.units] == [(row(30, "T"),)]
    other = publication(published={key_of(row(12, "other", discipline="odontologie")): 12})
    assert work_of([row(40)], AREAS, SMALLEST, [other]).published == ()


@pytest.mark.parametrize(
    ("past", "counted"),
    [
        ([12], 0),  # published, then under the threshold: a reader knows it
        ([0], 1),
        ([12, 0], 1),
        ([0, 12], 0),
        ([12, "hidden"], 1),
        (["hidden", 12], 0),
        ([12, "absent"], 0),
        (["absent"], 1),
    ],
)
def test_a_row_that_fell_under_the_threshold_is_bounded(past, counted):
    key = key_of(row(3))
    releases = {
        "hidden": publication(hidden=[key]),
        "absent": publication(),
    }
    known = [releases.get(one) or publication(published={key: one}) for one in past]
    (only,) = work_of([row(3)], AREAS, SMALLEST, known).units
    assert only.counted == counted


def test_a_group_of_the_same_rows_is_told_again():
    rows = [row(6, "A"), row(7, "B"), row(5, "C")]
    past = [publication(group_of(rows[:2], 13))]
    work = work_of(rows, AREAS, SMALLEST, past)
    assert {slot: [one["site_name"] for one in own] for slot, own in work.kept.items()} == {
        COMMUNE: ["A", "B"]
    }
    assert [one.rows for one in work.units] == [(rows[2],)]


def test_a_group_whose_persons_changed_is_told_again_while_it_hides_its_rows():
    rows = [row(6, "A"), row(7, "B")]
    past = [publication(group_of(rows, 20))]
    assert list(work_of(rows, AREAS, SMALLEST, past).kept) == [COMMUNE]
    assert work_of(rows, AREAS, SMALLEST, past, coarsest=True).kept == {}
    fewer = [row(6, "A"), row(5, "B")]
    assert work_of(fewer, AREAS, SMALLEST, past).kept == {}
    # Only the last release may be told with other persons.
    assert work_of(rows, AREAS, SMALLEST, [*past, publication()]).kept == {}


def test_an_earlier_group_of_the_same_persons_is_told_again_though_too_small():
    rows = [row(3, "A"), row(4, "B")]
    for past in ([publication(group_of(rows, 7))], [publication(group_of(rows, 7)), publication()]):
        for coarsest in (True, False):
            work = work_of(rows, AREAS, SMALLEST, past, coarsest)
            assert list(work.kept) == [COMMUNE]


def test_a_group_kept_at_a_place_its_rows_have_left_goes_to_the_finest_they_share():
    rows = [row(6, "A", commune_id="59002"), row(7, "B", commune_id="59002")]
    work = work_of(rows, AREAS, SMALLEST, [publication(group_of(rows, 13))])
    assert list(work.kept) == [Slot("commune", "59002", "hospital", "pharmacie")]


def test_a_group_is_told_again_at_its_own_level_beside_one_that_lost_a_row():
    """A and B were told in the EPCI, and stay there though their commune could hold them."""
    rows = [row(6, "A"), row(7, "B", semester=None), row(8, "C"), row(9, "D")]
    epci = slots_of(row(6), AREAS)[2]
    past = [publication(group_of(rows[2:], 17), group_of(rows[:2], 13, epci))]
    work = work_of(rows[:3], AREAS, SMALLEST, past)
    assert {slot: [one["site_name"] for one in own] for slot, own in work.kept.items()} == {
        epci: ["A", "B"]
    }
    (left,) = work.units
    assert (left.rows, left.told) == ((rows[2],), 16)


def test_what_is_left_of_a_group_does_not_depend_on_the_others():
    a, b, c, d, e = (row(6, name, semester=at) for name, at in zip("ABCDE", (1, None, 2, 1, 2),
                                                                     strict=True))  # fmt: skip
    past = [publication(group_of([a, b, c], 15), group_of([d, e], 40))]
    first, second = work_of([a, b, d], AREAS, SMALLEST, past).units
    assert ({one["site_name"] for one in first.rows}, first.told) == ({"A", "B"}, 14)
    assert ({one["site_name"] for one in second.rows}, second.told) == ({"D"}, 39)
    assert first.slots == second.slots == slots_of(row(6), AREAS)


def test_rows_left_of_a_group_stay_together_and_remember_what_was_told():
    """15 persons told for A, B and C: when C has gone, A and B held 14 at most."""
    rows = [row(6, "A"), row(7, "B"), row(2, "C")]
    past = [publication(group_of(rows, 15))]
    (left,) = work_of(rows[:2], AREAS, SMALLEST, past).units
    assert [one["site_name"] for one in left.rows] == ["A", "B"]
    assert (left.must_hide, left.fresh, left.counted, left.told) == (True, False, 0, 14)
    assert left.slots == slots_of(row(6), AREAS)


def test_rows_of_groups_that_differed_are_counted_nowhere():
    a, b, c = row(6, "A"), row(7, "B"), row(2, "C")
    past = [publication(group_of([a, b], 13)), publication(group_of([b, c], 9))]
    (left,) = work_of([a, c], AREAS, SMALLEST, past).units
    assert (left.slots, left.told) == ((), 12)
    assert {one["site_name"] for one in left.rows} == {"A", "C"}
    elsewhere = row(4, "D", discipline="odontologie")
    assert work_of([elsewhere], AREAS, SMALLEST, past).units[0].fresh


def test_groups_that_share_a_row_are_one():
    one, two, three, four = (frozenset(part) for part in ("ab", "cd", "bc", "ef"))
    assert linked([four, one, two, three]) == [frozenset("abcd"), frozenset("ef")]
    assert linked([one, two]) == [one, two]
    assert linked([]) == []


# The choice of groups


def units_of(*rows: dict[str, Any]) -> tuple[Unit, ...]:
    return work_of(rows, AREAS, SMALLEST, []).units


def levels(placed: dict[int, Slot | None]) -> dict[int, tuple[str, bool] | None]:
    return {at: slot and (slot.level, bool(slot.discipline)) for at, slot in placed.items()}


@pytest.mark.parametrize(
    ("second", "level"),
    [
        ({}, ("commune", True)),
        ({"discipline": "odontologie"}, ("commune", False)),
        ({"commune_id": "59002"}, ("epci", True)),
        ({"commune_id": "59002", "discipline": "odontologie"}, ("epci", False)),
        ({"commune_id": "59003"}, ("departement", True)),
        ({"commune_id": "59003", "discipline": "odontologie"}, ("departement", False)),
        ({"commune_id": "62001"}, ("perimetre", False)),
        ({"setting": "ambulatory"}, ("perimetre", False)),
    ],
)
def test_two_small_rows_meet_at_the_finest_level_they_share(second, level):
    units = units_of(row(6), row(6, "T", **second))
    for placed in (place(units, SMALLEST), place_simply(units, SMALLEST)):
        assert levels(placed) == {0: level, 1: level}
        assert len(set(placed.values())) == 1


def test_a_row_alone_is_counted_nowhere():
    units = units_of(row(6))
    assert place(units, SMALLEST) == place_simply(units, SMALLEST) == {0: None}
    assert cost(units, {0: None}) == 600
    assert place((), SMALLEST) == {}


def test_a_large_row_is_drawn_in_when_a_small_one_needs_it_the_smallest_first():
    """6 and 14: 70 % of 20. The row of 30 stays published."""
    units = units_of(row(6, "A"), row(30, "B"), row(14, "C"))
    assert levels(place(units, SMALLEST)) == {0: ("commune", True), 2: ("commune", True)}
    assert place_simply(units, SMALLEST) == {0: WHOLE, 2: WHOLE}
    assert cost(units, place(units, SMALLEST)) == 6 + 14 + 10


def test_a_large_row_that_is_nearly_the_whole_group_is_not_drawn_in():
    units = units_of(row(3, "A"), row(18, "B"))
    assert place(units, SMALLEST) == place_simply(units, SMALLEST) == {0: None}
    closer = units_of(row(3, "A"), row(17, "B"))
    assert levels(place(closer, SMALLEST)) == {0: ("commune", True), 1: ("commune", True)}


def test_a_large_row_is_drawn_in_whole_or_not_at_all():
    """Three rows of 3 lack 4 persons: a seventh part of the 30 would do, and is no row."""
    units = units_of(*(row(3, name) for name in "ABC"), row(30, "D"))
    assert place(units, SMALLEST) == dict.fromkeys(range(4), COMMUNE)


def test_two_large_rows_need_no_group():
    units = units_of(row(20, "A"), row(30, "B"))
    assert place(units, SMALLEST) == place_simply(units, SMALLEST) == {}


def test_the_cheapest_choice_is_made_where_the_simple_rule_loses_detail():
    """6 + 6 make a group of pharmacie; the 3 of another discipline would then be left alone."""
    units = units_of(row(6, "A"), row(6, "B"), row(3, "C", discipline="odontologie"))
    best = place(units, SMALLEST)
    assert levels(best) == dict.fromkeys(range(3), ("commune", False))
    assert cost(units, best) == 2 * 15
    simple = place_simply(units, SMALLEST)
    assert simple == dict.fromkeys(range(3), WHOLE)
    assert cost(units, simple) == 8 * 15


def test_the_simple_rule_keeps_every_group_and_gives_what_is_left_to_the_smallest():
    """12 at 59001, 20 at 62001; the 3 left alone make 15 with the 12, counted in the whole."""
    near, others = [row(6, "A"), row(6, "B")], [row(10, name, commune_id="62001") for name in "CD"]
    far = slots_of(others[0], AREAS)[0]
    assert place_simply(units_of(*near, *others), SMALLEST) == {
        0: COMMUNE,
        1: COMMUNE,
        2: far,
        3: far,
    }
    left = row(3, "E", commune_id="59003")
    assert place_simply(units_of(*others, *near, left), SMALLEST) == {
        0: far, 1: far, 2: WHOLE, 3: WHOLE, 4: WHOLE,
    }  # fmt: skip


def test_two_rows_of_a_group_must_be_free_of_bounds():
    """6 and 8 make 14, but a reader bounds the 6; the 200 would be nearly the whole group."""
    units = (unit(6, counted=0), unit(8), unit(200, must_hide=False))
    assert place(units, SMALLEST) == place_simply(units, SMALLEST) == {0: None, 1: None}


def test_rows_of_earlier_groups_are_only_hidden_by_fresh_ones():
    old = unit(8, fresh=False, counted=0, told=8)
    assert place((old,), SMALLEST) == {0: None}
    assert place_simply((old, unit(6), unit(6)), SMALLEST) == {0: None, 1: COMMUNE, 2: COMMUNE}
    assert place((old, unit(6), unit(6)), SMALLEST) == dict.fromkeys(range(3), COMMUNE)
    short = unit(8, fresh=False, counted=0, told=9)
    assert place((short, unit(6), unit(6)), SMALLEST) == {0: None, 1: COMMUNE, 2: COMMUNE}


def test_a_choice_that_is_not_proven_is_left_to_the_simple_rule():
    units = units_of(row(6, "A"), row(6, "B"), row(3, "C", discipline="odontologie"))
    assert place(units, SMALLEST, seconds=1e-9) == place_simply(units, SMALLEST)


# What is stored


def test_a_group_is_stored_as_one_row_where_it_is_counted():
    stored = pool([row(6, "A"), row(7, "B", semester=2, trainee_level="FST")], AREAS, SMALLEST)
    assert told(stored) == [("hidden", None, "commune")] * 2 + [("pool", 13, "commune")]
    assert [one["places"] for one in stored] == [40, 40, None]
    assert [one["keeps_discipline"] for one in stored] == [True] * 3
    assert stored[-1] == {
        "year": 2025, "semester": None, "site_id": "regroupe-59001",
        "site_name": "Effectifs regroupés (secret statistique)", "commune_id": "59001",
        "discipline": "pharmacie", "trainee_level": "tous niveaux", "setting": "hospital",
        "places": None, "trainees": 13, "status": "declared", "source_id": "placements_file",
        "secrecy": "pool", "counted_in": "commune", "keeps_discipline": True,
    }  # fmt: skip


def test_a_group_of_several_disciplines_or_settings_names_none():
    stored = pool([row(6), row(7, discipline="odontologie", setting="ambulatory")], AREAS, SMALLEST)
    whole = stored[-1]
    assert told(stored)[-1] == ("pool", 13, "perimetre")
    assert (whole["discipline"], whole["setting"]) == ("toutes", "mixed")
    assert [one["keeps_discipline"] for one in stored] == [False] * 3


def test_a_row_in_no_group_says_so_and_a_published_one_stays_as_it_is():
    stored = pool([row(6, "A"), row(200, "B"), row(0, "C"), row(None, "D")], AREAS, SMALLEST)
    assert told(stored) == [
        ("hidden", None, ""), ("published", 200, ""), ("published", 0, ""), ("published", None, ""),
    ]  # fmt: skip
    assert [one["keeps_discipline"] for one in stored] == [False, True, True, True]


def test_rows_of_one_key_are_added_up_before_the_threshold():
    def added(*pairs):
        rows = [row(trainees, places=places) for trainees, places in pairs]
        return [(one["trainees"], one["places"]) for one in pool(rows, AREAS, SMALLEST)]

    assert added((6, 1), (5, 2)) == [(11, 3)]
    assert added((None, 1), (12, None)) == [(12, 1)]
    assert added((None, None), (None, None)) == [(None, None)]
    assert added((0, 0), (None, None)) == [(0, 0)]


def test_sources_and_years_are_never_grouped_together():
    for other in ({"year": 2024}, {"source_id": "other_file"}):
        stored = pool([row(6, "A"), row(6, "B", **other)], AREAS, SMALLEST)
        assert told(stored) == [("hidden", None, "")] * 2


def test_each_year_follows_its_own_past():
    rows = [row(6, "A"), row(7, "B")]
    past = {("placements_file", 2025): publications(pool(rows, AREAS, SMALLEST), AREAS)}
    with_c = [*rows, row(2, "C")]
    # C alone cannot join the 13 told before: the difference would be its count.
    assert told(pool(with_c, AREAS, SMALLEST, past)) == [
        ("hidden", None, "commune"), ("hidden", None, "commune"), ("hidden", None, ""),
        ("pool", 13, "commune"),
    ]  # fmt: skip
    elsewhere = {("placements_file", 2024): past["placements_file", 2025]}
    assert pool(with_c, AREAS, SMALLEST, elsewhere) == pool(with_c, AREAS, SMALLEST)


def test_a_group_whose_persons_moved_is_told_again():
    rows = [row(6, "A"), row(7, "B")]
    past = {("placements_file", 2025): publications(pool(rows, AREAS, SMALLEST), AREAS)}
    moved = [row(9, "A"), row(7, "B")]
    assert told(pool(moved, AREAS, SMALLEST, past))[-1] == ("pool", 16, "commune")
    assert told(pool(rows[:1], AREAS, SMALLEST, past)) == [("hidden", None, "")]


def test_when_new_groups_would_tell_a_row_only_the_old_ones_are_told_again():
    """15 told for A and B, then 32 with C and D. Told 22 for the four, a reader who holds A and B
    for unchanged finds 7 for C and D, 6 at most for each: nothing of the four is told."""
    a, b = row(3, "A"), row(12, "B", setting="ambulatory")
    c, d = row(6, "C", commune_id="62001"), row(11, "D", commune_id="59002")
    pair = [row(9, name, commune_id="62001", discipline="IPA") for name in "FG"]
    past: dict[tuple[str, int], list[Publication]] = {("placements_file", 2025): []}
    for rows in ([a, b, *pair], [a, b, c, d, *pair]):
        stored = pool(rows, AREAS, SMALLEST, past)
        past["placements_file", 2025] += publications(stored, AREAS)
    assert told(stored)[-2:] == [("pool", 18, "commune"), ("pool", 32, "perimetre")]
    fallen, large = b | {"trainees": 2}, row(40, "H")
    stored = pool([a, fallen, c, d, *pair, large], AREAS, SMALLEST, past)
    assert sorted((one["site_name"][:1], *of_row) for one, of_row in zip(
        stored, told(stored), strict=True
    )) == [
        *((name, "hidden", None, "") for name in "ABCD"),
        ("E", "pool", 18, "commune"),
        *((name, "hidden", None, "commune") for name in "FG"),
        ("H", "published", 40, ""),
    ]  # fmt: skip


def test_stored_rows_follow_their_keys_then_the_groups():
    rows = [row(20, "C"), row(6, "B"), row(7, "A"), row(30, "D", year=2024)]
    assert [one["site_name"][:1] for one in pool(rows, AREAS, SMALLEST)] == [*"DABC", "E"]
    whole_year = [row(20, "A", semester=None), row(30, "B")]
    assert [one["site_name"] for one in pool(whole_year, AREAS, SMALLEST)] == ["B", "A"]
