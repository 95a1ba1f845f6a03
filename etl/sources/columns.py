"""Check a whole column of text cells at once, and convert those that are plainly sound."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from caremap.catalog.connectors.model import Field
from caremap.catalog.tables.model import Column
from etl.sources.official import ABSENT, ARROW_TYPES

_SPACES = " \t\r\n\u00a0\u202f\u2009\ufeff"
# Control characters, unreadable bytes, and the first letters of text encoded twice.
_DOUBTFUL = "[\x00-\x1f\x7f-\x9f\ufffdÃÂ]"
_NUMBERS = {"integer": r"^-?\d{1,15}$", "number": r"^-?\d{1,12}(\.\d{1,12})?$"}
_ABSENT_WORDS = pa.array(sorted(word for word in ABSENT if word))

Mask = npt.NDArray[np.bool_]


def plain(one: Field, cells: pa.Array) -> tuple[Mask, pa.Array]:
    """Which cells of a column need no second look, and their typed values (null elsewhere)."""
    text = pc.utf8_trim(pc.fill_null(cells, ""), characters=_SPACES)
    empty = pc.equal(text, "")
    if one.column.kind == "text":
        sound = _sound_text(one, text)
        values = text
    else:
        sound, values = _sound_numbers(one.column, text)
    sound = pc.or_(sound, empty) if one.column.nullable else pc.and_(sound, pc.invert(empty))
    kept = pc.and_(sound, pc.invert(empty))
    return _mask(sound), pc.if_else(kept, values, pa.scalar(None, ARROW_TYPES[one.column.kind]))


def _mask(found: pa.Array) -> Mask:
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)


def _sound_text(one: Field, text: pa.Array) -> pa.Array:
    column = one.column
    sound = pc.invert(pc.match_substring_regex(text, _DOUBTFUL))
    if column.nullable and not column.pattern:
        words = pc.utf8_lower(text)
        absent = pc.or_(pc.is_in(words, _ABSENT_WORDS), pc.starts_with(words, "n/a"))
        sound = pc.and_(sound, pc.invert(absent))
    if column.pattern:
        sound = pc.and_(sound, pc.match_substring_regex(text, f"^(?:{column.pattern})$"))
    if column.allowed:
        sound = pc.and_(sound, pc.is_in(text, pa.array(column.allowed)))
    if one.width:
        sound = pc.and_(sound, pc.greater_equal(pc.utf8_length(text), one.width))
    return sound


def _sound_numbers(column: Column, text: pa.Array) -> tuple[pa.Array, Any]:
    if column.kind == "number":
        text = pc.replace_substring(text, ",", ".")
    sound = pc.match_substring_regex(text, _NUMBERS[column.kind])
    values = pc.cast(pc.if_else(sound, text, None), ARROW_TYPES[column.kind])
    for bound, holds in ((column.minimum, pc.greater_equal), (column.maximum, pc.less_equal)):
        if bound is not None:
            sound = pc.and_(sound, pc.fill_null(holds(values, bound), False))
    return sound, values
