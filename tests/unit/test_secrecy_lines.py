"""A line that comes back under another key hides what it hid: no sum told before is taken away."""

from typing import Any

import pytest

from etl.secrecy import pool
from etl.secrecy_audit import audit_year
from etl.secrecy_counts import SecrecyFailed
from etl.secrecy_history import Group, Publication, key_of, publications
from etl.secrecy_lines import Doubt, doubts, followed, renamed

AREAS = {"59350": ("L", "59"), "59512": ("L", "59"), "62041": ("A", "62")}
SOURCE, SMALLEST = "placements_file", 11
FINESS = "590000618"
Told = dict[str, int | None]


def line(name: str, trainees: int, **changed: Any) -> dict[str, Any]:
    return {
        "year": 2025, "semester": None, "site_id": None, "site_name": name, "commune_id": "59350",
        "discipline": "pharmacie", "trainee_level": "interne", "setting": "hospital",
        "places": None, "trainees": trainees, "status": "declared", "source_id": SOURCE,
    } | changed  # fmt: skip


A, B = line("CH A", 4), line("CH Beta", 13)


def published(*files: list[dict[str, Any]]) -> list[Publication]:
    """What each version of a file tells after the others, once audited."""
    past: list[Publication] = []
    for rows in files:
        (told,) = publications(pool(rows, AREAS, SMALLEST, {(SOURCE, 2025): past}), AREAS)
        audit_year(told, [], SMALLEST, past)
        past = [*past, told]
    return past


def counts(told: Publication) -> Told:
    """Counts published by name and semester, and sums of groups by names."""
    found: Told = {f"{key[3]}/{key[1] or ''}": count for key, count in told.published.items()}
    for group in told.groups:
        names = sorted(f"{key[3]}/{key[1] or ''}" for key in group.keys)
        found[" + ".join(names)] = group.persons
    return found


@pytest.mark.parametrize(
    ("corrected", "level"),
    [
        ({"site_name": "CH Bêta"}, "commune"),
        ({"site_id": FINESS}, "commune"),
        ({"site_id": FINESS, "site_name": "Centre hospitalier Bêta"}, "commune"),
        ({"commune_id": "59512"}, "epci"),
        ({"semester": 1}, "commune"),
        ({"discipline": "odontologie"}, "commune"),
    ],
)
def test_a_corrected_line_stays_in_its_group_with_the_same_sum(corrected, level):
    """4 and 13 told as 17: the 13 published under another key would give 4."""
    before, after = published([A, B], [A, B | corrected])
    assert list(counts(before).values()) == [17]
    assert list(counts(after).values()) == [17]
    assert after.groups[0].slot[0] == level
    assert after.hidden == {key_of(A), key_of(B | corrected)}


def test_a_line_corrected_in_key_and_count_is_hidden():
    """Its group is told again for a site renamed, as for a line unchanged; else it has no sum."""
    renamed_site = B | {"site_name": "CH Bêta", "trainees": 15}
    assert counts(published([A, B], [A, renamed_site])[1]) == {"CH A/ + CH Bêta/": 19}
    moved = B | {"commune_id": "59512", "trainees": 15}
    after = published([A, B], [A, moved])[1]
    assert counts(after) == {}
    assert after.hidden == {key_of(A), key_of(moved)}


def test_a_published_line_split_in_semesters_hides_nobody():
    """24 told for the year: half of it in a group with 4 would give 4."""
    whole = line("CH Beta", 24)
    halves = [whole | {"semester": at, "trainees": 12} for at in (1, 2)]
    before, after = published([A, whole], [A, *halves])
    assert counts(before) == {"CH Beta/": 24}
    assert counts(after) == {"CH Beta/1": 12, "CH Beta/2": 12}
    assert after.hidden == {key_of(A)}


def test_a_part_of_a_published_line_does_not_give_the_rest():
    """24 told for the year, then 20 and 4: neither is told."""
    whole = line("CH Beta", 24)
    parts = [whole | {"semester": at, "trainees": count} for at, count in ((1, 20), (2, 4))]
    after = published([whole], parts)[1]
    assert counts(after) == {}
    assert after.hidden == {key_of(part) for part in parts}


def test_a_hidden_line_split_in_semesters_stays_hidden():
    """Its sum is not told again: the line of the whole year would be known to be 2 or more."""
    halves = [B | {"semester": at, "trainees": count} for at, count in ((1, 11), (2, 2))]
    after = published([A, B], [A, *halves])[1]
    assert counts(after) == {}
    assert after.hidden == {key_of(A), *map(key_of, halves)}


def test_a_line_forgotten_then_added_under_another_name_stays_hidden():
    """With the sum told first or none, at each release that follows."""
    for persons, sums in ((13, {"CH A/ + CHU Beta/": 17}), (14, {})):
        other = line("CHU Beta", persons, site_id=FINESS)
        *_, after, again = published([A, B], [A], [A, other], [A, other])
        assert counts(after) == counts(again) == sums
        assert after.hidden == again.hidden == {key_of(A), key_of(other)}


def test_sites_renamed_together_are_the_same_lines():
    """Identifiers added to a whole file: what was published, hidden and summed stays so."""
    first = [A, B, line("CH C", 30), line("CH D", 40, semester=1)]
    second = [row | {"site_id": f"59{at}"} for at, row in enumerate(first)]
    before, after = published(first, second)
    assert counts(before) == counts(after)
    # Once corrected, lines may be added.
    added = line("CH E", 25, semester=2)
    assert counts(published(first, second, [*second, added])[2])["CH E/2"] == 25


def test_lines_added_beside_all_those_of_before_are_new():
    added = line("CH C", 25, semester=2)
    assert counts(published([A, B], [A, B, added])[1]) == {"CH A/ + CH Beta/": 17, "CH C/2": 25}


def test_lines_added_while_others_leave_are_hidden_with_what_may_be_theirs():
    """13 withdrawn, 13 and 25 of the same training added: any may be the one withdrawn."""
    added = [line("CHU C", 13, semester=1), line("CHU D", 25, semester=1)]
    elsewhere = line("CHU E", 25, discipline="odontologie", semester=1)
    after = published([A, B], [A, *added, elsewhere])[1]
    assert counts(after) == {"CHU E/1": 25}


# Which lines may follow which


KA, KB, KC = (key_of(line(name, 1)) for name in ("A", "B", "C"))
SLOT = ("commune", "59350", "hospital", "pharmacie")


def told(*keys: Any, persons: int = 0, **counted: int) -> Publication:
    groups = (Group(SLOT, frozenset(keys), persons),) if persons else ()
    named = {key_of(line(name, 1)): count for name, count in counted.items()}
    return Publication(SOURCE, 2025, named, groups, frozenset(keys))


def test_a_line_follows_one_of_the_same_training_or_of_the_same_place():
    lost = key_of(line("B", 1))
    same = [key_of(line("X", 1, semester=2, commune_id="62041")),
            key_of(line("B", 1, discipline="odontologie", trainee_level="externe"))]  # fmt: skip
    other = key_of(line("X", 1, discipline="odontologie"))
    past = [told(KA, lost, persons=17)]
    assert doubts(past, {KA, *same, other}) == [Doubt(frozenset({lost}), frozenset(same))]
    assert doubts(past, {KA, lost, *same, other}) == []
    assert doubts(past, {KA, other}) == []


def test_a_line_that_no_sum_told_is_not_followed_nor_one_seen_beside():
    assert doubts([told(KB)], {KA}) == []
    assert doubts([told(B=0)], {KA}) == []
    assert doubts([told(B=20)], {KA}) == [Doubt(frozenset({KB}), frozenset({KA}))]
    assert doubts([told(KA, B=20)], {KA}) == []
    assert doubts([told(KA), told(B=20)], {KA}) == [Doubt(frozenset({KB}), frozenset({KA}))]
    assert doubts([told(A=20), told(B=20)], {KA}) == []


def test_a_group_keeps_its_lines_and_takes_those_that_follow():
    doubtful = [Doubt(frozenset({KB}), frozenset({KC}))]
    assert followed(frozenset({KA, KB}), doubtful) == {KA, KC}
    assert followed(frozenset({KA}), doubtful) == {KA}


def test_a_site_is_renamed_when_one_line_stands_for_one():
    past = [told(KA, KB, persons=17)]
    assert renamed(past, {KA, KC}) == [told(KA, KC, persons=17)]
    other = key_of(line("D", 1))
    for keys in ({KA, KC, other}, {KC}, {KA, key_of(line("C", 1, semester=1))}):
        assert renamed(past, keys) == past
    # Two lines that were beside each other are two, whatever came first.
    assert renamed([*past, told(KA, KC, persons=17)], {KA, KB, KC})[0] == past[0]
    # Renamed, then named as before.
    assert renamed([*past, told(KA, KC, persons=17)], {KA, KB}) == past * 2


# What the audit refuses by itself


@pytest.mark.parametrize(
    "after",
    [
        told(KA, C=13),
        told(KA, KC, persons=18),
        told(KA, KC, key_of(line("D", 1)), persons=25),
    ],
)
def test_the_audit_refuses_a_line_that_may_follow_a_hidden_one(after):
    past = [told(KA, KB, key_of(line("E", 1)), persons=17)]
    with pytest.raises(
        SecrecyFailed, match=r"une ligne nouvelle .* C, 59350.*avant : .* B, "
    ) as no:
        audit_year(after, [], SMALLEST, past)
    assert no.value.exit_code == 6
    assert "Gardez pour cette année les noms" in no.value.next_action


def test_the_audit_refuses_a_part_of_a_published_line_beside_a_hidden_one():
    first, second = (key_of(line("B", 1, semester=at)) for at in (1, 2))
    after = Publication(
        SOURCE, 2025, {second: 12}, (Group(SLOT, frozenset({KA, first}), 16),),
        frozenset({KA, first}),
    )  # fmt: skip
    with pytest.raises(SecrecyFailed, match="une ligne nouvelle"):
        audit_year(after, [], SMALLEST, [told(KA, B=24)])
    audit_year(told(KA, C=24), [], SMALLEST, [told(KA, B=24)])
