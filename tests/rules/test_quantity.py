"""Laws and documented examples of quantities."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stocktake.rules.quantity import (
    LARGEST,
    MICRO,
    Rounding,
    convert,
    parse,
    to_decimal_string,
    to_number,
)

MICROS = st.integers(-LARGEST - 1, LARGEST)
FACTORS = st.integers(1, 8) | st.integers(1, 10**9)  # small ones make ties
# Small enough that no product leaves 64 bits; another test covers products that do.
SMALL = st.integers(-(10**9), 10**9)


@pytest.mark.parametrize("text", ["100.0", "2.5", "424.4875", "58.75", "-10.0", "0.0", "1410.0"])
def test_the_documented_decimals_are_read_and_written_alike(text: str) -> None:
    assert to_decimal_string(parse(text)) == text


@pytest.mark.parametrize(
    ("value", "micro"),
    [
        (10, 10_000_000),
        (2.5, 2_500_000),
        (0.1, 100_000),
        ("7", 7_000_000),
        (".5", 500_000),
        ("5.", 5_000_000),
        ("+1.0", 1_000_000),
        ("1e3", 1_000_000_000),
        (1e-7, 0),
        ("0.0000005", 0),
        ("0.0000015", 2),
        ("0.00000050000000000000000000000000000000000000000000000001", 1),
        ("-0.0000015", -2),
        ("1e-999999999", 0),
        (Decimal("0.25"), 250_000),
    ],
)
def test_numbers_and_numeric_strings_are_read_rounding_half_even(value: object, micro: int) -> None:
    assert parse(value) == micro


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        [],
        "",
        " 1",
        "1_000",
        "1,5",
        "ten",
        "0x10",
        "NaN",
        "inf",
        "\u0661",
        "1\n",
        float("nan"),
        float("inf"),
        Decimal("Infinity"),
        "9223372036854.775808",
        -9_223_372_036_855,
        1e300,
        "1e999999999",
        "1e99999999999999999999",
        "9" * 5000,
    ],
)
def test_what_is_no_number_or_too_large_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="number"):
        parse(value)


@given(MICROS)
def test_reading_what_was_written_gives_the_same_quantity(micro: int) -> None:
    assert parse(to_decimal_string(micro)) == micro


@given(MICROS)
def test_a_decimal_string_has_a_place_and_no_padding(micro: int) -> None:
    places = to_decimal_string(micro).partition(".")[2]
    assert places == "0" or (places and places[-1] != "0")


@given(st.integers(-(10**15), 10**15))
def test_a_json_number_is_an_int_exactly_when_whole_and_reads_back(micro: int) -> None:
    number = to_number(micro)
    assert isinstance(number, int) == (micro % MICRO == 0)
    assert parse(number) == micro


@given(SMALL, FACTORS, FACTORS)
def test_rounding_down_is_the_largest_quantity_not_above_the_exact_one(
    micro: int, over: int, under: int
) -> None:
    exact = Fraction(micro * over, under)
    down = convert(micro, over, denominator_micro=under, rounding=Rounding.DOWN)
    assert down <= exact < down + 1


@given(SMALL, FACTORS, FACTORS)
def test_half_even_is_the_rounding_of_the_exact_fraction(micro: int, over: int, under: int) -> None:
    answer = convert(micro, over, denominator_micro=under, rounding=Rounding.HALF_EVEN)
    assert answer == round(Fraction(micro * over, under))


@pytest.mark.parametrize(("micro", "half"), [(1, 0), (3, 2), (5, 2), (-1, 0), (-3, -2)])
def test_a_tie_goes_to_the_even_neighbour(micro: int, half: int) -> None:
    assert convert(micro, 1, denominator_micro=2, rounding=Rounding.HALF_EVEN) == half


@given(st.integers(0, 10**9), FACTORS, FACTORS)
def test_converting_there_and_back_rounding_down_never_gains(
    micro: int, over: int, under: int
) -> None:
    there = convert(micro, over, denominator_micro=under, rounding=Rounding.DOWN)
    assert convert(there, under, denominator_micro=over, rounding=Rounding.DOWN) <= micro


@given(SMALL, FACTORS)
def test_a_factor_of_one_changes_nothing(micro: int, factor: int) -> None:
    for rounding in Rounding:
        assert convert(micro, factor, denominator_micro=factor, rounding=rounding) == micro


def test_171_eaches_are_fourteen_cases_and_a_quarter() -> None:
    micro = convert(171 * MICRO, MICRO, denominator_micro=12 * MICRO, rounding=Rounding.DOWN)
    assert to_decimal_string(micro) == "14.25"


@pytest.mark.parametrize("denominator", [0, -MICRO])
def test_a_factor_without_a_positive_denominator_is_refused(denominator: int) -> None:
    with pytest.raises(ValueError, match="positive"):
        convert(1, 1, denominator_micro=denominator, rounding=Rounding.DOWN)


def test_a_conversion_over_64_bits_is_refused() -> None:
    with pytest.raises(ValueError, match="64 bits"):
        convert(LARGEST, 2, denominator_micro=1, rounding=Rounding.DOWN)
