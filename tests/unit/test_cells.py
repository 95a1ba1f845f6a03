"""One cell against its column: the value it becomes, or the rule it breaks, word for word."""

from datetime import date

import pytest

from caremap.catalog.tables.model import Column
from etl.sources.cells import BadCell, convert

TEXT = Column("label")
CODE = Column("commune_id", pattern=r"^59\d{3}$")
KIND = Column("kind", allowed=("ville", "hôpital"))
COUNT = Column("visits", "integer", False, 0, 100)
FREE_COUNT = Column("visits", "integer")
RATE = Column("rate", "number", False, -0.5, 1.5)
FREE_RATE = Column("rate", "number")
DATE = Column("seen_on", "date")


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        (TEXT, "Lille", "Lille"),
        (TEXT, "deux\nlignes\tet une tabulation", "deux\nlignes\tet une tabulation"),
        (TEXT, "\xa0", "\xa0"),
        (CODE, "59350", "59350"),
        (KIND, "hôpital", "hôpital"),
        (COUNT, "0", 0),
        (COUNT, "100", 100),
        (FREE_COUNT, "-12", -12),
        (FREE_COUNT, "9" * 18, 10**18 - 1),
        (RATE, "-0.5", -0.5),
        (RATE, "1.5", 1.5),
        (RATE, "15e-1", 1.5),
        (FREE_RATE, "-2.50E+03", -2500.0),
        (FREE_RATE, "1e300", 1e300),
        (DATE, "2024-02-29", date(2024, 2, 29)),
    ],
)
def test_a_sound_cell_becomes_its_value(column, cell, value):
    found = convert(cell, column)
    assert (found, type(found)) == (value, type(value))


INTEGER = "nombre entier attendu"
NUMBER = "nombre attendu, avec un point décimal"
DAY = "date attendue sous la forme AAAA-MM-JJ"
CONTROL = "caractère de contrôle ou illisible"


@pytest.mark.parametrize(
    ("column", "cell", "rule"),
    [
        (TEXT, "", "cellule vide dans une colonne obligatoire"),
        *((TEXT, f"a{code}b", CONTROL) for code in "\x00\x08\x0b\r\x1f\x7f\x85\x9f\ufffd"),
        (CODE, "62041", r"ne suit pas le motif ^59\d{3}$"),
        (CODE, "593501", r"ne suit pas le motif ^59\d{3}$"),
        (CODE, "59٣٥٠", r"ne suit pas le motif ^59\d{3}$"),
        (KIND, "libéral", "valeurs admises : ville, hôpital"),
        *((FREE_COUNT, cell, INTEGER) for cell in ("1.0", "+1", " 1", "1e3", "٣", "9" * 19, "--1")),
        (COUNT, "-1", "valeur minimale 0"),
        (COUNT, "101", "valeur maximale 100"),
        *((FREE_RATE, cell, NUMBER) for cell in ("1,5", ".5", "5.", "nan", "inf", "+1", "٣")),
        (FREE_RATE, "1e309", "nombre fini attendu"),
        (RATE, "-0.51", "valeur minimale -0.5"),
        (RATE, "1.51", "valeur maximale 1.5"),
        *((DATE, cell, DAY) for cell in ("2023-02-29", "2024-13-01", "20240229", "29/02/2024")),
        *(
            (DATE, cell, DAY)
            for cell in ("2026-W05-1", "2024-02-29T00:00", "٢٠٢٤-02-29", "2024-2-29")
        ),
    ],
)
def test_a_bad_cell_is_refused_by_the_rule_it_breaks(column, cell, rule):
    with pytest.raises(BadCell) as refused:
        convert(cell, column)
    assert str(refused.value) == rule


@pytest.mark.parametrize("kind", ["text", "integer", "number", "date"])
def test_an_empty_cell_that_may_be_is_no_value(kind):
    assert convert("", Column("any", kind, True)) is None
