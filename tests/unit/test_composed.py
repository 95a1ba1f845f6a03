"""Identifier of a territory composed by hand: written and read back, bad ones refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caremap.composed import MAX_COMMUNES, ComposedRefused, compose, is_composed, parse

codes = st.integers(1, 999).map(lambda n: f"59{n:03d}")
names = st.text("abcÉé -'.()", min_size=0, max_size=40).map(lambda rest: f"B{rest}")


@given(names, st.lists(codes, min_size=1, max_size=40))
def test_an_identifier_is_read_back(name: str, commune_ids: list[str]) -> None:
    composed = compose(name, commune_ids)
    assert parse(composed.id) == composed
    assert is_composed(composed.id)
    assert composed.commune_ids == tuple(sorted(set(commune_ids)))


@pytest.mark.parametrize(
    "wrong",
    ["", "59350", "~", "~Nom", "~~59350", "~Nom~", "~Nom~75056", "~Nom~59350.x", "~<b>~59350",
     "~a_b~59350", "~a*b~59350", "~" + "a" * 61 + "~59350", "~Nom~59350,59351", "~No,m~59350"],
)  # fmt: skip
def test_another_writing_is_refused(wrong: str) -> None:
    with pytest.raises(ComposedRefused):
        parse(wrong)


def test_too_many_communes_are_refused() -> None:
    with pytest.raises(ComposedRefused, match=str(MAX_COMMUNES + 1)):
        compose("Nom", [f"59{n:03d}" for n in range(MAX_COMMUNES + 1)])
