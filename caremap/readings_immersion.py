"""Numbers of students of the immersion days, as their sources say them. Pure."""

import re

import pandas as pd

from caremap.formats import number

_MINIMUM = re.compile(r"[«\"\s]*plus de\s+\d", re.IGNORECASE)


def at_least(notes: pd.Series) -> str:
    """« plus de  » where the note of one row gives its count as a minimum, else nothing."""
    told = any(isinstance(note, str) and _MINIMUM.match(note) for note in notes)
    return "plus de " if told else ""


def students_in_words(rows: pd.DataFrame) -> str:
    """Students of rows added up, a minimum said as such: `rows` has count and note."""
    return f"{at_least(rows['note'])}{number(rows['count'].sum())}"
