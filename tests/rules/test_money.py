"""The worked totals of wherefour.md 5.6 and 8, and the laws of adding up."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stocktake.rules import money
from stocktake.rules.quantity import MICRO, parse, to_decimal_string

AMOUNTS = st.integers(-(10**12), 10**12)


def spelled(minor: int) -> str:
    return to_decimal_string(money.from_minor(minor))


def subtotal_of(*lines: tuple[str, str]) -> int:
    return money.subtotal(money.line_amount(parse(count), parse(cost)) for count, cost in lines)


def test_the_order_of_two_lines_comes_to_300_and_315() -> None:
    amount = subtotal_of(("20", "2.5"), ("10", "25"))
    assert to_decimal_string(amount) == "300.0"
    assert spelled(money.total(amount, discount=parse(10), shipping=parse(25))) == "315.0"


def test_a_subtotal_of_365_and_a_half_comes_to_380_and_a_half() -> None:
    assert spelled(money.total(parse("365.5"), discount=parse(10), shipping=parse(25))) == "380.5"


def test_the_purchase_keeps_four_places_in_its_subtotal_and_two_in_its_total() -> None:
    amount = subtotal_of(("1000", "0.25"), ("58.75", "2.97"))
    assert to_decimal_string(amount) == "424.4875"
    assert spelled(money.total(amount)) == "424.49"


def test_a_price_of_zero_gives_zero() -> None:
    assert spelled(money.total(subtotal_of(("10", "0.0")))) == "0.0"


@pytest.mark.parametrize(
    ("amount", "minor"), [("0.005", 1), ("0.004999", 0), ("-0.005", -1), ("0.015", 2), ("-2", -200)]
)
def test_half_a_minor_unit_is_rounded_away_from_zero(amount: int, minor: int) -> None:
    assert money.to_minor(parse(amount)) == minor


@given(AMOUNTS)
def test_rounding_moves_an_amount_by_half_a_minor_unit_at_most(amount: int) -> None:
    assert abs(Fraction(money.to_minor(amount), 100) - Fraction(amount, MICRO)) <= Fraction(1, 200)


@given(AMOUNTS)
def test_minor_units_survive_being_an_amount(minor: int) -> None:
    assert money.to_minor(money.from_minor(minor)) == minor


@given(AMOUNTS)
def test_rounding_treats_a_credit_like_a_charge(amount: int) -> None:
    assert money.to_minor(-amount) == -money.to_minor(amount)


@given(st.integers(0, 10**10), st.integers(0, 10**7))
def test_a_line_is_exact_for_four_places_of_quantity_and_two_of_price(
    quantity: int, price: int
) -> None:
    amount = money.line_amount(quantity * 100, price * 10_000)
    assert Fraction(amount, MICRO) == Fraction(quantity, 10_000) * Fraction(price, 100)


@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS)
def test_a_total_is_rounded_once(amount: int, discount: int, tax: int, shipping: int) -> None:
    answer = money.total(amount, discount=discount, tax=tax, shipping=shipping)
    assert answer == money.to_minor(amount - discount + tax + shipping)


def test_a_line_over_64_bits_is_refused() -> None:
    with pytest.raises(ValueError, match="64 bits"):
        money.line_amount(parse("9e12"), parse("9e12"))


@given(st.integers(0, 10**12), st.integers(1, 3_000))
def test_a_lot_is_split_without_losing_a_cent_and_the_first_units_bear_the_rest(
    minor: int, count: int
) -> None:
    shares = money.split_evenly(minor, count)
    assert (len(shares), sum(shares)) == (count, minor)
    assert shares == sorted(shares, reverse=True)
    assert shares[0] - shares[-1] <= 1


def test_twenty_units_and_their_freight_come_to_201_50_each() -> None:
    freight = money.split_evenly(30_00, 20)
    paid = [a + b for a, b in zip(money.split_evenly(4_000_00, 20), freight, strict=True)]
    assert paid == money.split_evenly(4_030_00, 20) == [201_50] * 20


def test_ten_dollars_over_three_units_leave_a_cent_for_the_first() -> None:
    assert money.split_evenly(10_00, 3) == [334, 333, 333]


def test_a_lot_of_nothing_has_no_prices() -> None:
    with pytest.raises(ValueError, match="0 units"):
        money.split_evenly(100, 0)


@pytest.mark.parametrize(
    ("amount", "percent", "expected"),
    [
        ("9.99", "33.33", "3.33"),
        ("0.05", "50", "0.03"),
        ("-0.05", "50", "-0.03"),
        ("7", "0", "0.0"),
    ],
)
def test_a_percentage_is_rounded_to_cents_half_away_from_zero(
    amount: str, percent: str, expected: str
) -> None:
    assert to_decimal_string(money.percent_of(parse(amount), parse(percent))) == expected


@given(st.lists(st.integers(0, 10**9), min_size=1), st.integers(0, 10**9), st.booleans())
def test_shares_add_up_and_none_is_more_than_its_part(
    parts: list[int], wanted: int, whole: bool
) -> None:
    unit = MICRO // 100 if whole else 1
    over = [part * unit for part in parts]
    amount = min(wanted * unit, sum(over))
    shares = money.spread(amount, over)
    assert sum(shares) == amount
    assert all(0 <= share <= part for share, part in zip(shares, over, strict=True))
    assert all(share % unit == 0 for share in shares)


def test_nothing_is_spread_over_nothing() -> None:
    assert money.spread(0, [0, 0]) == [0, 0]
    assert money.spread(0, []) == []
