"""Scenarios written to the address and read back; whatever else a link holds is refused."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from caremap.scenarios import (
    EVERYWHERE,
    KINDS,
    MAX_SCENARIOS,
    Offer,
    Scenario,
    ScenarioRefused,
    Step,
    clean_name,
    parse,
    supply_change,
    write,
)

CODES = [f"5900{rank}" for rank in range(1, 7)]
NAMES = st.text(max_size=60).map(clean_name)


@st.composite
def step(draw) -> Step:
    kind = draw(st.sampled_from(KINDS))
    places = CODES if kind.communes_only else [*CODES, EVERYWHERE, "200093201"]
    amount = draw(st.integers(kind.lowest, kind.highest).filter(bool))
    return Step(kind.id, draw(st.sampled_from(places)), amount,
                draw(st.integers(*kind.setting_range)))  # fmt: skip


SCENARIO = st.builds(Scenario, NAMES, st.lists(step(), max_size=8).map(tuple))


@st.composite
def offer(draw) -> Offer:
    size = len(CODES)
    gps = np.array(draw(st.lists(st.integers(0, 9), min_size=size, max_size=size)), dtype=float)
    older = np.floor(gps * draw(st.floats(0, 1)))
    return Offer(
        {code: rank for rank, code in enumerate(CODES)},
        {EVERYWHERE: tuple(CODES), "200093201": tuple(CODES[:3])},
        gps,
        (gps - 0.4 * older) * 5_540,
        0.6 * older * 5_540,
        5_540.0,
    )


@given(st.lists(SCENARIO, min_size=1, max_size=MAX_SCENARIOS).map(tuple))
def test_what_is_written_is_read_back(scenarios):
    assert parse(write(scenarios)) == scenarios


@given(st.text(max_size=80))
def test_any_text_is_read_as_it_would_be_written_or_refused(text):
    try:
        scenarios = parse(text)
    except ScenarioRefused:
        return
    assert write(scenarios) == text


@given(st.text(alphabet="gmritno0159~._- a", max_size=40))
def test_near_misses_are_read_exactly_or_refused(text):
    try:
        scenarios = parse(text)
    except ScenarioRefused:
        return
    assert write(scenarios) == text


@given(SCENARIO, offer())
def test_supply_never_becomes_negative_and_untouched_places_stay(scenario, known):
    change = supply_change(scenario, known)
    supply = known.supply.copy()
    supply[change.sites] += change.added
    assert np.all(supply >= -1e-6)
    named = {code for one in scenario.steps for code in known.members.get(one.place, (one.place,))}
    assert {CODES[site] for site in change.sites} <= named
