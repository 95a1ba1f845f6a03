"""A column checked at once accepts, refuses and converts as the rules of one cell do."""

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from caremap.catalog.connectors.model import FRENCH_COMMUNE_PATTERN, Field
from caremap.catalog.tables.model import Column
from etl.sources.cells import BadCell, convert
from etl.sources.columns import plain
from etl.sources.official import normalised

FIELDS = [
    Field(Column("commune_id", pattern=FRENCH_COMMUNE_PATTERN), ("c",), width=5),
    Field(Column("mode", nullable=True, pattern=r"^[A-Z]$"), ("m",)),
    Field(Column("kind", allowed=("COM", "ARM")), ("k",)),
    Field(Column("label", nullable=True), ("l",)),
    Field(Column("count", "integer", True, 0, 1_000), ("n",)),
    Field(Column("rate", "number", False, 0, 100), ("r",)),
]
CELLS = st.one_of(
    st.sampled_from(
        [
            *("", "s", "S", "n/a", "N/A - résultat", "59350", "2A004", "1001", "COM", "Âge", "Ã©"),
            *("12", "-1", "12,5", "12.5", "1.234", "1e3", "inf", "1 234", "é\x00", "100.01"),
        ]
    ),
    st.text(max_size=8),
    st.integers(-5, 2_000).map(str),
    st.floats(-5, 200).map(str),
)


@pytest.mark.parametrize("one", FIELDS, ids=lambda one: one.column.name)
@given(cells=st.lists(CELLS, min_size=1, max_size=20))
@example(cells=["1001", "1000", "-1", "100.01", "100"])
def test_what_is_plainly_sound_is_what_the_rules_accept(one: Field, cells: list[str]) -> None:
    cells = [cell.encode("utf-8", "ignore").decode() for cell in cells]
    sound, values = plain(one, pa.array(cells, pa.string()))
    for cell, kept, value in zip(cells, sound, values.to_pylist(), strict=True):
        if not kept:
            continue
        text = cell.strip(" \t\r\n\u00a0\u202f\u2009\ufeff")
        try:
            expected = convert(normalised(text, one.column), one.column)
        except BadCell as error:
            pytest.fail(f"{cell!r} kept, though {error}")
        assert value == expected


def test_ordinary_cells_take_the_short_way() -> None:
    ordinary = {"commune_id": "59350", "mode": "S", "kind": "COM", "label": "Médecine générale"}
    ordinary |= {"count": "12", "rate": "12,5"}
    for one in FIELDS:
        sound, _ = plain(one, pa.array([ordinary[one.column.name]]))
        assert sound.all()
