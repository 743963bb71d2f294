"""Numbers as people read them: signs, zero, the borders of rounding, what is no number."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st

from coordsim.run.comparison import Difference
from coordsim.show.numbers import (
    HUGE,
    MINUS,
    TINY,
    counted,
    difference,
    estimate,
    given,
    interval,
    measured,
    number,
    rounded,
    share,
    spelled,
    typed,
)

reals = st.floats(allow_nan=False, allow_infinity=False)
usual = st.floats(-1e12, 1e12)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (1, "1"),
        (8.0, "8"),
        (2.5, "2.5"),
        (-2.5, "−2.5"),
        (1.005, "1.01"),
        (2.675, "2.68"),
        (-2.675, "−2.68"),
        (0.01234, "0.0123"),
        (0.0004, "0.0004"),
        (9.994, "9.99"),
        (9.996, "10"),
        (99.94, "99.9"),
        (99.96, "100"),
        (123.4, "123"),
        (654.5, "655"),
        (-654.5, "−655"),
        (999.4, "999"),
        (999.5, "1,000"),
        (1234.5, "1,235"),
        (-1234567.8, "−1,234,568"),
        (1e15, "1.00e+15"),
        (-1.5e300, "−1.50e+300"),
        (1e-6, "0.000001"),
        (2e-7, "2.00e−7"),
        (math.nan, "–"),
        (None, "–"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (np.float64(12.34), "12.3"),
        (np.int64(1200), "1,200"),
    ],
)
def test_the_digits_that_matter(value: float | None, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0, 2, "0.00"),
        (-0.004, 2, "0.00"),
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-0.5, 0, "−1"),
        (1234.567, 1, "1,234.6"),
        (1e-9, 2, "0.00"),
        (math.nan, 2, "–"),
    ],
)
def test_always_as_many_digits(value: float, digits: int, text: str) -> None:
    assert number(value, digits) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (3.14159, "+3.14"),
        (-3.14159, "−3.14"),
        (math.nan, "–"),
        (math.inf, "+∞"),
    ],
)
def test_with_its_sign(value: float, text: str) -> None:
    assert number(value, sign=True) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (8.0000000001, "8.0000000001"),
        (1e7, "10,000,000"),
        (0.1 + 0.2, "0.3"),
        (-0.35, "−0.35"),
        (26, "26"),
        (0.0005, "0.0005"),
    ],
)
def test_as_it_was_set(value: float, text: str) -> None:
    assert given(value) == text


def test_more_digits_where_more_matter() -> None:
    assert number(123.45678, matter=6) == "123.457"
    assert number(123.0, matter=6) == "123"


def test_what_rounds_to_nothing_has_no_sign() -> None:
    assert number(-0.3, 0, sign=True) == number(0.3, 0, sign=True) == "0"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0%"),
        (-0.0, "0%"),
        (1, "100%"),
        (0.5, "50%"),
        (0.125, "12.5%"),
        (-0.125, "−12.5%"),
        (0.56, "56%"),
        (0.07, "7%"),
        (0.29, "29%"),
        (0.09994, "9.99%"),
        (0.09996, "10%"),
        (0.0031, "0.31%"),
        (0.00004, "0.004%"),
        (0.9994, "99.9%"),
        (0.9996, "100%"),
        (1.244, "124%"),
        (12.345, "1,235%"),
        (math.nan, "–"),
        (None, "–"),
    ],
)
def test_a_share_in_hundredths(value: float | None, text: str) -> None:
    assert share(value) == text


def test_a_share_in_whole_hundredths() -> None:
    assert share(0.125, 0) == "13%"
    assert share(-0.125, 0, sign=True) == "−13%"
    assert share(0.004, 0, sign=True) == "0%"


def test_the_unit_decides() -> None:
    assert measured(0.25, "share of demand") == measured(0.25, "0-1") == "25%"
    assert measured(0.25, "units/week") == "0.25"
    assert measured(0.25, "share", sign=True) == "+25%"


def test_an_interval_and_an_estimate() -> None:
    gap = Difference(12.345, -1.25, 1000)
    assert interval(gap) == "−1.25 to 1,000"
    assert estimate(gap) == "12.3 (−1.25 to 1,000)"
    part = Difference(-0.156, -0.2, 0.03)
    assert interval(part, "share of demand", sign=True) == "−20 to +3 points"
    assert estimate(part, "0-1") == "−15.6 (−20 to 3) points"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.032, "share of demand", "3.2 points"),
        (-0.01, "0-1", "−1 point"),
        (0.0, "share", "0 points"),
        (-12.0, "money/week", "−12"),
    ],
)
def test_a_difference_of_shares_is_in_points(value: float, unit: str, text: str) -> None:
    assert difference(value, unit) == text
    assert difference(abs(value), unit, sign=True).startswith("+" if value else "0")


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0 weeks"), (1, "1 week"), (1.0, "1 week"), (2, "2 weeks"), (1.5, "1.5 weeks")],
)
def test_counted(value: float, text: str) -> None:
    assert counted(value, "week") == text


def read(text: str) -> Decimal:
    """Read a written number back."""
    return Decimal(text.replace(MINUS, "-").replace(",", ""))


@any_of(reals)
def test_what_is_written_is_what_is_rounded(value: float) -> None:
    """So a page that is sent the rounded number and a sentence that writes it agree."""
    assert number(rounded(value)) == number(value)
    if TINY <= abs(value) < HUGE:
        assert float(read(number(value))) == rounded(value)


@any_of(reals, st.integers(0, 6))
def test_rounding_again_changes_nothing(value: float, digits: int) -> None:
    assert number(rounded(value, digits), digits) == number(value, digits)
    assert rounded(rounded(value)) == rounded(value)


@any_of(reals)
def test_opposites_read_alike(value: float) -> None:
    plain = number(abs(value))
    assert number(-abs(value)) == (plain if plain == "0" else MINUS + plain)
    assert share(-abs(value)) == (share(0.0) if not value else MINUS + share(abs(value)))


@any_of(usual, usual)
def test_the_larger_never_reads_smaller(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert rounded(low) <= rounded(high)
    assert read(number(low)) <= read(number(high))
    assert read(share(low).rstrip("%")) <= read(share(high).rstrip("%"))


@any_of(usual)
def test_no_more_is_lost_than_does_not_matter(value: float) -> None:
    assert (
        abs(rounded(value) - value) <= max(0.5 * (abs(value) >= 100), abs(value) * 0.005) + 1e-300
    )


@pytest.mark.parametrize(
    ("text", "german"),
    [
        ("1,234.5 units, 12.3% and 0.05.", "1.234,5 units, 12,3\u00a0% and 0,05."),
        ("1,234,567, −1.5 and (3.25)", "1.234.567, −1,5 and (3,25)"),
        ("0, 4, 8 and 13 of 1000", "0, 4, 8 and 13 of 1000"),
        ("12.0 units × 0.25", "12,0 units × 0,25"),
        ("1.2.3, 28.11.2026, 127.0.0.1:8765, 1.5x, v1.5", None),
        ("a,1 L0 12:30 3.", None),
    ],
)
def test_numbers_of_other_languages(text: str, german: str | None) -> None:
    assert spelled(text, "de") == (text if german is None else german)
    assert spelled(text, "en") == text


@any_of(usual)
def test_every_number_is_spelled(value: float) -> None:
    english = number(value)
    if abs(value) >= TINY:
        assert spelled(english, "de") == english.translate(str.maketrans(".,", ",."))


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("1.250", "de", 1250),
        ("1,5", "de", 1.5),
        (" 1.250,5 ", "de", 1250.5),
        ("−3", "de", -3),
        ("1,250", "en", 1250),
        ("1.5", "en", 1.5),
        ("1,234,567.25", "en", 1234567.25),
        ("1250", "en", 1250),
    ],
)
def test_a_typed_number_is_read_in_the_form_of_its_language(
    text: str, language: str, value: float
) -> None:
    assert typed(text, language) == value


@pytest.mark.parametrize(
    ("text", "language"),
    [
        *((text, "de") for text in ("1.5", "1,250.5", "0.125", "1.25", "12.3456", "1,", ",5")),
        *((text, "en") for text in ("1,5", "1.250,5", "0,125", "12,50", "1.2.3", "1.", "", "x")),
        *((text, "en") for text in ("1e9", "nan", "inf", "1_000", "٣", "1 250", "--1")),
    ],
)
def test_what_could_be_meant_otherwise_is_refused(text: str, language: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        typed(text, language)


@pytest.mark.parametrize("value", [0.1, -2.5, 1234.5, 1e6, 7])
def test_a_given_number_is_read_back(value: float) -> None:
    for language in ("en", "de"):
        assert typed(spelled(given(value), language), language) == value
