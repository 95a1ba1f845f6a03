"""The audit of secrecy on systems solved by hand: what it must refuse, and never say."""

import pytest

from etl.secrecy_audit import Equation, audit_year, bounds, components, independent
from etl.secrecy_counts import SecrecyFailed
from etl.secrecy_history import Group, Publication

A, B, C, D, E = (
    (2025, None, None, name, "59350", "pharmacie", "externe", "hospital") for name in "ABCDE"
)
# Of another training, at other sites: they follow none of the lines above.
F, G = ((2025, None, None, name, "59350", "odontologie", "externe", "hospital") for name in "FG")
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


def test_rows_with_and_without_a_semester_are_audited_together():
    winter = (2025, 1, "590000001", "F", "59350", "pharmacie", "externe", "hospital")
    assert "2025, 1, 590000001, F, 59350" in refusal(told(({A, winter}, 11)))
    assert "2025, 1, 590000001, F, 59350" in refusal(told(({A, winter}, 1)))
    refusal(told(({A, winter, B}, 20)), totals=[({A, winter}, 14)])
    audit_year(told(({A, winter, B}, 40)), [], 11, [told(({A, winter, B}, 39))])
    before = told(({A, winter, B}, 60))
    assert "2025, B, 59350" in refusal(told(({A, winter}, 40)), past=[before])


def test_sums_that_share_a_row_are_solved_together_and_the_others_apart():
    one, two, three, four = (
        Equation(frozenset(cells), 20) for cells in ({A, B}, {C, D}, {B, E}, {C})
    )
    assert components([one, two, three, four]) == [[one, three], [two, four]]
    assert components([one, two]) == [[one], [two]]
    bridge = Equation(frozenset({A, D}), 20)
    assert components([one, two, bridge]) == [[one, two, bridge]]
    # A is known of the first sum only, once the second has joined it.
    first = Equation(frozenset({A, C}), 20)
    assert components([one, three, first]) == [[one, three, first]]


def test_a_row_alone_and_eleven_in_two_rows_are_refused():
    assert refusal(told(({A}, 15))) == (
        "Secret statistique : un effectif caché se déduirait de ce qui serait publié : "
        "2025, A, 59350, pharmacie, externe, hospital."
    )
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
    with pytest.raises(SecrecyFailed) as refused:
        independent([*groups, Equation(whole.cells, 30)])
    assert refused.value.message == "Deux totaux d'effectifs se contredisent."
    assert "Rien n'est publié" in refused.value.next_action


def test_a_total_shown_without_its_hidden_row_is_refused():
    refusal(told(({A, B}, 14)), totals=[({A}, 0)])


def test_a_row_withdrawn_since_is_not_found_by_subtraction():
    before = told(({A, B, C}, 20))
    message = refusal(told(({A, B}, 14)), past=[before])
    assert "C" in message
    audit_year(told(({A, B, F, G}, 40)), [], 11, [before])


def test_a_row_that_joins_an_earlier_group_is_not_found_either():
    assert "D" in refusal(told(({A, B, C, D}, 27)), past=[told(({A, B, C}, 20))])


def test_a_hidden_row_published_later_gives_the_others():
    message = refusal(told(({B, C}, 13), published={A: 15}), past=[told(({A, B}, 20), hidden=[C])])
    assert message.endswith("l'a déjà été : 2025, B, 59350, pharmacie, externe, hospital.")


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


def test_a_row_fallen_under_the_threshold_holds_ten_at_most():
    """A and C fell to 10 at most: with 21 in all B could be 1, with 22 it is 2 or more."""
    before = told(published={A: 20, C: 20})
    audit_year(told(({A, B, C}, 21)), [], 11, [before])
    assert "2025, B, 59350" in refusal(told(({A, B, C}, 22)), past=[before])
    # Hidden again since, or published as empty: nothing is known of it.
    for last in (told(hidden=[A, C]), told(published={A: 0, C: 0})):
        audit_year(told(({A, B, C}, 22)), [], 11, [before, last])
    audit_year(told(({A, B, C}, 30)), [], 11, [told(published={F: 20})])


def test_a_sum_that_a_count_published_since_contradicts_still_bounds_the_others():
    """20 told for A, B and C, then A alone is 25: B and C were 19 at most, so D is 11 or more."""
    after = told(({B, C, D}, 30), published={A: 25})
    audit_year(after, [], 11, [])
    assert "2025, D, 59350" in refusal(after, past=[told(({A, B, C}, 20))])
