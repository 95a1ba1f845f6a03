"""Each commitment of the agreements is known to the catalog, and says what is missing."""

import csv
import re

import pytest

from caremap.catalog import INDICATOR_BY_ID
from caremap.catalog.commitments import COMMITMENTS, commitment_of
from caremap.paths import REFERENCE

with (REFERENCE / "partnership_axes.csv").open(encoding="utf-8", newline="") as _stream:
    LINES = list(csv.DictReader(_stream))


def found(line):
    return commitment_of(line["partnership_id"], int(line["axis_number"]), line["commitment"])


def test_both_agreements_have_five_and_three_axes():
    axes = {(line["partnership_id"], line["axis_number"]) for line in LINES}
    assert (
        sorted(partnership for partnership, _ in axes)
        == ["ars_ulille_2023"] * 5 + ["chv_uphf_2024"] * 3
    )


def test_every_line_has_its_own_commitment_and_none_is_left():
    assert sorted(found(line).id for line in LINES) == sorted(one.id for one in COMMITMENTS)


def test_a_line_that_the_catalog_does_not_know_has_no_commitment():
    assert commitment_of("ars_ulille_2023", 4, "Autre engagement") is None
    assert commitment_of("ars_ulille_2023", 1, "Créer des postes d'assistants") is None


@pytest.mark.parametrize("commitment", COMMITMENTS, ids=lambda one: one.id)
def test_a_commitment_says_what_is_missing_and_never_a_cause(commitment):
    assert commitment.missing
    assert not re.search(r"grâce|effet|impact|résultat", commitment.missing)
    for measure in commitment.measures:
        if measure.kind == "indicator":
            indicator = INDICATOR_BY_ID[measure.reference]
            assert measure.level in indicator.levels
