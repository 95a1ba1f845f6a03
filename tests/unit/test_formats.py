"""French wording: thin spaces (U+202F), decimal comma, true minus (U+2212), absences."""

import math
import re

import pytest

from caremap.formats import (
    age_in_words,
    day,
    enumerate_words,
    is_missing,
    number,
    parse_number,
    percent,
    signed,
    unrunnable,
    with_unit,
    without_accents,
)


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (0, 0, "0"),
        (999, 0, "999"),
        (1_534, 0, "1\u202f534"),
        (4_046_171, 0, "4\u202f046\u202f171"),
        (1_234.5, 1, "1\u202f234,5"),
        (96.2, 1, "96,2"),
        (-1_234.5, 1, "\u22121\u202f234,5"),
        (-0.04, 1, "0,0"),
        (-0.0, 0, "0"),
        (-0.06, 1, "\u22120,1"),
    ],
)
def test_a_number_is_written_the_french_way(value, decimals, written):
    assert number(value, decimals) == written


@pytest.mark.parametrize("absent", [None, math.nan, math.inf, -math.inf])
def test_a_missing_figure_is_never_written_as_a_number(absent):
    assert is_missing(absent)
    assert number(absent, 2) == "n.d."
    assert signed(absent, 2) == "n.d."
    assert percent(absent) == "n.d."
    assert with_unit(absent, 1, "médecins") == "n.d."
    assert with_unit(absent, 1, "%", "sans objet") == "sans objet"


def test_zero_is_a_figure_not_an_absence():
    assert not is_missing(0.0)
    assert percent(0.0) == "0,0\u202f%"


@pytest.mark.parametrize(
    ("change", "written"),
    [
        (0.12, "+0,12"),
        (-0.3, "\u22120,30"),
        (0.0, "0,00"),
        (-0.0, "0,00"),
        (0.004, "0,00"),
        (-0.004, "0,00"),
        (1_000.0, "+1\u202f000,00"),
    ],
)
def test_a_change_carries_its_sign_unless_it_is_written_zero(change, written):
    assert signed(change, 2) == written


def test_units_follow_the_number_after_a_space_and_percent_after_a_thin_one():
    assert with_unit(2_509, 0, "médecins") == "2\u202f509 médecins"
    assert with_unit(8.8, 1, "%") == "8,8\u202f%"
    assert with_unit(4.08, 2, "") == "4,08"


@pytest.mark.parametrize(
    ("iso", "written"),
    [
        ("2025-05-09", "9 mai 2025"),
        ("2026-01-01", "1er janvier 2026"),
        ("2024-12-31", "31 décembre 2024"),
        ("2025-08", "août 2025"),
        ("2025", "2025"),
        ("vers 2023", "vers 2023"),
        ("2025-13", "2025-13"),
        ("2025-00", "2025-00"),
        ("2025-02-30", "2025-02-30"),
        ("2025-08-1", "2025-08-1"),
        ("", ""),
    ],
)
def test_a_date_is_written_as_precisely_as_it_is_known(iso, written):
    assert day(iso) == written


@pytest.mark.parametrize(
    ("days", "written"),
    [
        (12, "12 jours"),
        (59, "59 jours"),
        (61, "2 mois"),
        (365, "12 mois"),
        (729, "24 mois"),
        (731, "2 ans"),
        (1_461, "4 ans"),
    ],
)
def test_an_age_is_said_in_the_largest_unit_a_person_would_use(days, written):
    assert age_in_words(days) == written


def test_two_years_of_days_are_never_called_one_year():
    assert age_in_words(730) in {"24 mois", "2 ans"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234.5", 1234.5),
        ("1 234,5", 1234.5),
        ("1\u202f234,5", 1234.5),
        ("1\u00a0234,5", 1234.5),
        ("1\u2009234", 1234.0),
        ("\u22123", -3.0),
        ("8,8\u202f%", 8.8),
        (" 0 ", 0.0),
        ("+2", 2.0),
    ],
)
def test_french_and_plain_numbers_are_read(text, value):
    assert parse_number(text) == value


@pytest.mark.parametrize(
    "absence", ["", " ", "n.d.", "ND", "nc", "s", "-", "\u2212", "*", "NA", "n/a", "N/A"]
)
def test_a_written_absence_is_read_as_no_figure(absence):
    assert parse_number(absence) is None


@pytest.mark.parametrize("wrong", ["1,2,3", "1.234,5", "1,234.5", "inf", "nan", "douze", "12 km"])
def test_anything_else_is_refused(wrong):
    with pytest.raises(ValueError, match=r"."):
        parse_number(wrong)


@pytest.mark.parametrize("wrong", ["1_000", "1e5", "12%%"])
def test_notations_of_programs_are_refused(wrong):
    with pytest.raises(ValueError, match=r"."):
        parse_number(wrong)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1,2,3", "nombre ambigu : « 1,2,3 »"),
        ("1,234.5", "nombre ambigu : « 1,234.5 »"),
        ("1.234,5", "nombre ambigu : « 1.234,5 »"),
        ("douze", "ce n'est pas un nombre : « douze »"),
        ("9" * 400, f"nombre non fini : « {'9' * 400} »"),
    ],
)
def test_what_is_refused_is_quoted_with_the_reason(text, told):
    with pytest.raises(ValueError, match=re.escape(told)):
        parse_number(text)


@pytest.mark.parametrize(
    ("name", "typed"),
    [("Béthune", "Bethune"), ("Œuf-en-Ternois", "Oeuf-en-Ternois"), ("Cœur", "Coeur"),
     ("Lætitia", "Laetitia"), ("L’Écluse", "L'Ecluse"), ("Hénin-Beaumont", "Henin-Beaumont")],
)  # fmt: skip
def test_a_name_is_found_as_it_is_typed_without_accents(name, typed):
    assert without_accents(name) == typed


def test_words_are_joined_as_in_a_sentence():
    assert enumerate_words([]) == ""
    assert enumerate_words(["ZIP"]) == "ZIP"
    assert enumerate_words(["ZIP", "ZAC"]) == "ZIP et ZAC"
    assert enumerate_words(["ZIP", "ZAC", "ZAR"]) == "ZIP, ZAC et ZAR"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_a_text_that_a_spreadsheet_would_run_is_quoted(start: str) -> None:
    assert unrunnable(f"{start}cmd") == f"'{start}cmd"


@pytest.mark.parametrize("cell", [-3, 2.5, None, "Lille", "l'Orée", ""])
def test_other_cells_are_left_as_they_are(cell: object) -> None:
    assert unrunnable(cell) is cell
