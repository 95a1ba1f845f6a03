"""A scenario as a value: its form, its limits, and what it does to supply, by hand."""

import numpy as np
import pytest

from caremap.scenarios import (
    EVERYWHERE,
    Offer,
    Scenario,
    ScenarioRefused,
    Step,
    clean_name,
    parse,
    supply_change,
    write,
)

LILLE, ARRAS, EMPTY = "59350", "62041", "59001"
OFFER = Offer(
    ranks={LILLE: 0, ARRAS: 1, EMPTY: 2},
    members={"200093201": (LILLE, EMPTY), EVERYWHERE: (LILLE, ARRAS, EMPTY)},
    gps=np.array([3.0, 1.0, 0.0]),
    supply=np.array([12_000.0, 5_000.0, 0.0]),
    supply_60_plus=np.array([4_000.0, 0.0, 0.0]),
    consultations_per_gp=5_000.0,
)


def added(*steps: Step) -> dict[int, float]:
    change = supply_change(Scenario(steps=steps), OFFER)
    assert change.refused == ()
    return dict(zip(change.sites.tolist(), change.added.tolist(), strict=True))


def test_form_of_the_address_by_hand():
    scenarios = (
        Scenario(
            "Départ à Saint-Amand",
            (Step("gp", LILLE, -2), Step("msp", ARRAS, 3, 10), Step("msp", ARRAS, 3, 15)),
        ),
        Scenario("", (Step("retire", EVERYWHERE, 10, 5), Step("interns", LILLE, 4, 1_500))),
    )
    text = "g59350.n2~m62041.3~m62041.3.15~nom.Départ_à_Saint-Amand~~rtout.10.5~i59350.4"
    assert write(scenarios) == text
    assert parse(text) == scenarios


def test_nothing_is_one_empty_scenario():
    assert parse("") == (Scenario(),)
    assert write((Scenario(),)) == ""


@pytest.mark.parametrize(
    "text",
    [
        "x59350.1",
        "g59350",
        "g59350.",
        "g59350.0",
        "g59350.51",
        "g59350.n51",
        "g59350.01",
        "g59350.+1",
        "g59350.1.7",
        "g59350.1~",
        "~g59350.1",
        "zzz",
        "nom.",
        "nom.A~g59350.1",
        "nom.A~nom.B",
        "g5935.1",
        "g200093201.1",
        "gtout.1",
        "m59350.31",
        "m59350.3.51",
        "m59350.3.10",
        "r59350.101",
        "r59350.n5",
        "r59350.5.21",
        "i59350.0",
        "i59350.2.99999",
        "t59350.2.0",
        "g٥٩٣٥٠.1",
        "nom.<script>",
        "nom.a&b",
        "nom.a.b",
        "nom.a__b",
        "nom.a b",
        "nom._a",
        "nom." + "x" * 41,
        "~".join(["g59350.1"] * 31),
        "~~".join(["g59350.1"] * 5),
    ],
)
def test_what_the_page_would_not_write_is_refused(text):
    with pytest.raises(ScenarioRefused):
        parse(text)


def test_a_typed_name_keeps_what_a_link_can_carry():
    assert clean_name("  L'été : <b>Lens</b> & Béthune_~.  ") == "L'été bLensb Béthune"
    assert clean_name("a" * 60) == "a" * 40
    with pytest.raises(ScenarioRefused):
        Scenario("a<b")


def test_arrivals_msp_interns_and_telecabins_add_consultations():
    assert added(Step("gp", EMPTY, 2)) == {2: 10_000.0}
    assert added(Step("msp", EMPTY, 3, 10)) == {2: pytest.approx(16_500.0)}
    assert added(Step("interns", LILLE, 2, 1_500)) == {0: 3_000.0}
    assert added(Step("telecabin", LILLE, 1, 800)) == {0: 800.0}


def test_departures_take_at_most_what_is_there():
    assert added(Step("gp", LILLE, -1)) == {0: -5_000.0}
    assert added(Step("gp", LILLE, -3)) == {0: -12_000.0}
    assert added(Step("gp", EMPTY, 1), Step("gp", EMPTY, -1)) == {}


def test_a_departure_of_someone_who_is_not_there_is_told_and_left_out():
    steps = (Step("gp", ARRAS, -1), Step("gp", ARRAS, -1), Step("gp", "59999", 1))
    change = supply_change(Scenario(steps=steps), OFFER)
    assert change.added.tolist() == [-5_000.0]
    assert [rank for rank, _ in change.refused] == [1, 2]
    assert "0 généraliste" in change.refused[0][1]
    assert "59999" in change.refused[1][1]


def test_retirements_by_place_territory_and_year():
    assert added(Step("retire", LILLE, 50, 1)) == {0: -2_000.0}
    assert added(Step("retire", "200093201", 100, 1)) == {0: -4_000.0}
    assert added(Step("retire", EVERYWHERE, 10, 2)) == {0: pytest.approx(-4_000 * 0.19)}
    twice = added(Step("retire", LILLE, 50, 1), Step("retire", LILLE, 50, 1))
    assert twice == {0: pytest.approx(-3_000.0)}
    after_all_left = (Step("gp", LILLE, -3), Step("retire", LILLE, 100, 1))
    change = supply_change(Scenario(steps=after_all_left), OFFER)
    assert change.added.tolist() == [-12_000.0]
    assert [rank for rank, _ in change.refused] == [1]


def test_the_offer_itself_is_never_changed():
    before = OFFER.supply.copy()
    added(Step("gp", LILLE, -1), Step("retire", LILLE, 50, 1))
    assert np.array_equal(OFFER.supply, before)
