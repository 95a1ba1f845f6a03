"""The audit of secrecy on systems solved by hand: what it must refuse, and never say."""

import pytest

from etl.secrecy_audit import Equation, audit_year, bounds, independent
from etl.secrecy_counts import SecrecyFailed
from etl.secrecy_history import Group, Publication

A, B, C, D, E = (
    (2025, None, None, name, "59350", "pharmacie", "externe", "hospital") for name in "ABCDE"
)
SLOT = ("commune", "59350", "hospital", "pharmacie")


def told(*groups: tuple[set, int], published: dict | None = None, hidden=()) -> Publication:
    keys = {key for cells, _ in groups for key in cells} | set(hidden)
    return Publication(
        "placements_file",
        2025,
        published or {},
        tuple(Group(SLOT, frozenset(cells), persons) for cells, persons in groups),
        frozenset(keys),
    )


def refusal(publication: Publication, totals=(), past=()) -> str:
    with pytest.raises(SecrecyFailed) as refused:
        audit_year(publication, [Equation(frozenset(c), n) for c, n in totals], 11, list(past))
    assert refused.value.exit_code == 6
    assert "Rien n'est publié" in refused.value.next_action
    return refused.value.message


def test_two_rows_of_twelve_hide_each_other():
    audit_year(told(({A, B}, 12)), [], 11, [])
    equations = [Equation(frozenset({A, B}), 12)]
    assert bounds(equations, {}) == {A: (1, 11), B: (1, 11)}


def test_one_sum_is_bounded_as_the_programme_bounds_it():
    """A cap that binds nobody sends the same sum to HiGHS."""
    sums = (({A, B, C}, 20), ({A, B, C}, 3), ({A}, 15), ({A, B, C, D, E}, 60))
    for cells, total in sums:
        one = [Equation(frozenset(cells), total)]
        by_programme = bounds(one, {A: 1000}).items()
        assert bounds(one, {}) == {cell: pytest.approx(pair) for cell, pair in by_programme}
    for impossible in (2, 0):
        for caps in ({}, {A: 1000}):
            with pytest.raises(SecrecyFailed, match=r"Aucun effectif ne convient.*pharmacie"):
                bounds([Equation(frozenset({A, B, C}), impossible)], caps)


def test_a_row_alone_and_eleven_in_two_rows_are_refused():
    assert "59350" in refusal(told(({A}, 15)))
    refusal(told(({A, B}, 11)))


def test_a_total_that_overlaps_gives_a_row_by_subtraction():
    message = refusal(told(({A, B, C}, 20)), totals=[({A, B}, 14)])
    assert "59350" in message
    assert "6" not in message.replace("2025", "").replace("59350", "")


def test_totals_that_do_not_nest_are_solved_together():
    """A+B, C+D, A+C and B+D leave a square free; the fifth sum, A+D, solves it."""
    square = [({A, C}, 22), ({B, D}, 22)]
    publication = told(({A, B}, 22), ({C, D}, 22))
    audit_year(publication, [Equation(frozenset(c), n) for c, n in square], 11, [])
    refusal(publication, totals=[*square, ({A, D}, 24)])


def test_a_total_made_of_groups_adds_nothing_and_one_that_disagrees_is_refused():
    groups = [Equation(frozenset({A, B}), 14), Equation(frozenset({C, D}), 15)]
    whole = Equation(frozenset({A, B, C, D}), 29)
    assert independent([*groups, whole]) == groups
    with pytest.raises(SecrecyFailed, match="se contredisent"):
        independent([*groups, Equation(whole.cells, 30)])


def test_a_total_shown_without_its_hidden_row_is_refused():
    refusal(told(({A, B}, 14)), totals=[({A}, 0)])


def test_a_row_withdrawn_since_is_not_found_by_subtraction():
    before = told(({A, B, C}, 20))
    message = refusal(told(({A, B}, 14)), past=[before])
    assert "C" in message
    audit_year(told(({A, B, D, E}, 40)), [], 11, [before])


def test_a_row_that_joins_an_earlier_group_is_not_found_either():
    assert "D" in refusal(told(({A, B, C, D}, 27)), past=[told(({A, B, C}, 20))])


def test_a_hidden_row_published_later_gives_the_others():
    refusal(told(({B, C}, 13), published={A: 15}), past=[told(({A, B}, 20), hidden=[C])])


def test_a_sum_that_is_contradicted_was_of_other_counts():
    audit_year(told(({A, B, C}, 21)), [], 11, [told(({A, B, C}, 20))])


def test_a_row_set_to_zero_since_keeps_what_it_was():
    refusal(told(({A, B}, 14), published={C: 0}), past=[told(({A, B, C}, 20))])


def test_a_row_published_before_stays_known_and_hides_nobody():
    """Hidden after it was published: at most 10, so that B alone could not be 1."""
    before = told(published={A: 20})
    refusal(told(({A, B}, 30)), past=[before])
    audit_year(told(({A, B, D}, 30)), [], 11, [before])


def test_rows_all_published_since_tell_nothing_of_each_other():
    """30 told for A and B; published since, they make 30, 29 or 27."""
    for count in (15, 14, 12):
        audit_year(told(published={A: 15, B: count}), [], 11, [told(({A, B}, 30))])
