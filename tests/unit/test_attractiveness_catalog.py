"""Families and criteria: each family is the workshop's, each proxy says what it misses."""

import csv

import pytest

from caremap.catalog import INDICATOR_BY_ID, SOURCE_BY_ID, STATUS_BY_ID
from caremap.catalog.attractiveness import FAMILIES, FAMILY_BY_ID
from caremap.catalog.attractiveness_criteria import CRITERIA, EMBEDDED_CRITERIA, LOADED_CRITERIA
from caremap.paths import REFERENCE

each = pytest.mark.parametrize("criterion", CRITERIA, ids=lambda one: one.id)


def test_families_are_those_of_the_workshop_in_its_order():
    with (REFERENCE / "attractiveness_families.csv").open(encoding="utf-8", newline="") as stream:
        named = [row["family_id"] for row in csv.DictReader(stream)]
    assert [family.id for family in FAMILIES] == named


@each
def test_a_criterion_says_its_family_origin_proxy_and_weakness(criterion):
    assert criterion.family_id in FAMILY_BY_ID
    assert set(criterion.source_ids) <= set(SOURCE_BY_ID)
    assert criterion.status in STATUS_BY_ID
    assert criterion.proxy.endswith(".")
    assert criterion.weakness.endswith(".")
    assert bool(criterion.vintage) != bool(criterion.loaded_by)
    assert not criterion.indicator or criterion.indicator in INDICATOR_BY_ID


def test_a_family_without_embedded_figure_says_why():
    with_figure = {criterion.family_id for criterion in EMBEDDED_CRITERIA}
    assert {family.id for family in FAMILIES if family.absent} == set(FAMILY_BY_ID) - with_figure
    assert {"horaires", "loisirs"} == set(FAMILY_BY_ID) - with_figure


def test_only_loaded_criteria_replace_an_embedded_one():
    embedded = {criterion.id for criterion in EMBEDDED_CRITERIA}
    assert {one.replaces for one in LOADED_CRITERIA} <= embedded | {""}
    assert not any(one.replaces for one in EMBEDDED_CRITERIA)
    assert all(one.loaded_by for one in LOADED_CRITERIA)


@each
def test_nothing_is_said_about_causes_or_settlement(criterion):
    words = f"{criterion.label} {criterion.proxy} {criterion.weakness}".lower()
    assert not any(word in words for word in ("effet", "grâce", "incite", "s'installer", "cause"))
