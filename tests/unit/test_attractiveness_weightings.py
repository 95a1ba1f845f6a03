"""A weighting goes to the address and to a file, and comes back the same or is refused."""

import json

import pytest

from caremap.weightings import (
    MAX_BYTES,
    Weighting,
    WeightingRefused,
    parse_weights,
    read_weighting,
    write_weighting,
    write_weights,
)

MINE = Weighting("Atelier de Valenciennes", (3, 2, 2, 0, 1, 0), "rang", "geometrique")
FILE = json.loads(write_weighting(MINE))


def changed(**fields) -> bytes:
    return json.dumps({**FILE, **fields}).encode()


def test_a_file_comes_back_the_same():
    assert read_weighting(write_weighting(MINE)) == MINE


def test_the_address_is_compact():
    assert write_weights(MINE.weights) == "3-2-2-0-1-0"
    assert parse_weights("3-2-2-0-1-0") == MINE.weights


@pytest.mark.parametrize(
    "text", ["", "1-1-1-1-1", "1-1-1-1-1-1-1", "6-1-1-1-1-1", "-1-1-1-1-1-1", "0-0-0-0-0-0",
             "1-1-1-1-1-a", "01-1-1-1-1-1", "1 -1-1-1-1-1", "1-1-1-1-1-²"],
)  # fmt: skip
def test_an_address_that_is_not_six_weights_is_refused(text):
    with pytest.raises(WeightingRefused):
        parse_weights(text)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[1, 2]",
        b"\xff\xfe",
        b"[" * 100_000,
        changed(format="autre"),
        changed(extra=1),
        changed(nom=""),
        changed(nom="  "),
        changed(nom="x" * 81),
        changed(nom="<b>"),
        changed(nom=3),
        changed(nom="\ud800"),
        changed(poids={}),
        changed(poids={**FILE["poids"], "horaires": 6}),
        changed(poids={**FILE["poids"], "horaires": True}),
        changed(poids={**FILE["poids"], "horaires": 1.0}),
        changed(poids=dict.fromkeys(FILE["poids"], 0)),
        changed(normalisation="autre"),
        changed(agregation=None),
        changed(agregation=["lineaire"]),
        write_weighting(MINE) + b" " * MAX_BYTES,
    ],
)
def test_a_file_that_breaks_its_contract_is_refused(content):
    with pytest.raises(WeightingRefused):
        read_weighting(content)
