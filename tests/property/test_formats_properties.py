"""What is written is read back; what cannot be read is refused with one known error."""

from hypothesis import example, given
from hypothesis import strategies as st

from caremap.formats import day, number, parse_number, percent, signed

FIGURES = st.floats(-1e15, 1e15, allow_nan=False)
DECIMALS = st.integers(0, 6)


@given(FIGURES, DECIMALS)
@example(-0.0, 0)
@example(-0.04, 1)
def test_a_written_number_is_read_back_to_its_last_decimal(value, decimals):
    assert parse_number(number(value, decimals)) == float(f"{value:.{decimals}f}")


@given(FIGURES, DECIMALS)
def test_a_change_and_a_percentage_are_read_back_as_the_same_number(value, decimals):
    written = number(value, decimals)
    assert parse_number(signed(value, decimals)) == parse_number(written)
    assert parse_number(percent(value, decimals)) == parse_number(written)


@given(FIGURES, DECIMALS)
def test_a_minus_sign_is_written_only_before_a_digit_other_than_zero(value, decimals):
    written = number(value, decimals)
    assert "-" not in written
    assert written.startswith("\u2212") == (float(f"{value:.{decimals}f}") < 0)


@given(st.text() | st.text("0123456789,.-+eE_ \u202f\u00a0\u2212%infnd", max_size=12))
@example("1_000")
@example("٣")
@example("\ud800")
@example("9" * 5_000)
def test_any_text_is_a_finite_number_an_absence_or_a_value_error(text):
    try:
        value = parse_number(text)
    except ValueError:
        return
    assert value is None or abs(value) < float("inf")


@given(st.text(max_size=12) | st.from_regex(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?", fullmatch=True))
def test_a_date_of_a_file_is_written_whole_or_left_as_it_is(text):
    assert day(text) == text or text[:4] in day(text)
