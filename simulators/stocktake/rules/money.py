"""Money on documents: exact amounts in millionths while adding up, minor units at the end.

Two units, both integers. An *amount* is millionths of a major unit (a dollar), so that a price
of 0.0125, a quantity of 58.75 and a subtotal of 424.4875 are exact; `quantity.parse` reads one and
`quantity.to_decimal_string` writes one. *Minor units* (cents) are what a document's total is
rounded to, and what is stored for money that never has more than two places.
"""

from collections.abc import Iterable, Sequence

from stocktake.rules.quantity import MICRO, Rounding, bounded, convert

_MILLIONTHS_OF_A_MINOR_UNIT = MICRO // 100


def from_minor(minor: int) -> int:
    """Return minor units as an amount (millionths of a major unit)."""
    return bounded(minor * _MILLIONTHS_OF_A_MINOR_UNIT)


def to_minor(amount: int) -> int:
    """Round an amount to minor units, half away from zero.

    Half away from zero because Wherefour runs on Ruby, whose BigDecimal rounds so (wherefour.md 0);
    the documented 424.4875 -> 424.49 fits other ways of rounding too.
    """
    units, rest = divmod(abs(amount), _MILLIONTHS_OF_A_MINOR_UNIT)
    units += 2 * rest >= _MILLIONTHS_OF_A_MINOR_UNIT
    return -units if amount < 0 else units


def line_amount(quantity: int, unit_price: int) -> int:
    """Return the amount of a line from millionths of a unit and the price of one as an amount.

    Exact when quantity and price have six decimal places together, else rounded half even to a
    millionth. ValueError when the amount does not fit 64 bits.
    """
    return convert(quantity, unit_price, denominator_micro=MICRO, rounding=Rounding.HALF_EVEN)


def subtotal(amounts: Iterable[int]) -> int:
    """Add up line amounts, not rounded (wherefour.md 5.6); ValueError over 64 bits."""
    return bounded(sum(amounts))


def total(subtotal_amount: int, *, discount: int = 0, tax: int = 0, shipping: int = 0) -> int:
    """Return subtotal - discount + tax + shipping in *minor units*, rounded once.

    All arguments are amounts. Source: wherefour.md 5.6.
    """
    return to_minor(bounded(subtotal_amount - discount + tax + shipping))


def percent_of(amount: int, percent: int) -> int:
    """Return a percentage of an amount, rounded to minor units, half away from zero.

    Both are millionths: 33.33 percent of 9.99 is 3.33.
    """
    whole = 100 * MICRO * _MILLIONTHS_OF_A_MINOR_UNIT
    units, rest = divmod(abs(amount * percent), whole)
    units += 2 * rest >= whole
    return from_minor(-units if amount * percent < 0 else units)


def spread(amount: int, over: Sequence[int]) -> list[int]:
    """Return an amount's shares in proportion to others, whose sum it does not exceed.

    The shares add up exactly, and none exceeds what it is a share of. They are whole minor units
    where all the amounts are, else millionths.
    """
    unit = _MILLIONTHS_OF_A_MINOR_UNIT
    if any(each % unit for each in (amount, *over)):
        unit = 1
    whole, reached, given, shares = sum(over), 0, 0, []
    for each in over:
        reached += each
        upto = amount // unit * reached // whole * unit if whole else 0
        shares.append(upto - given)
        given = upto
    return shares


def split_evenly(minor: int, count: int) -> list[int]:
    """Return a lot's price as `count` prices in minor units whose sum is exact.

    The remainder goes to the first units, one minor unit each (wholecell.md 6). ValueError for a
    count below 1.
    """
    if count < 1:
        raise ValueError(f"a lot of {count} units")
    each, rest = divmod(minor, count)
    return [each + (place < rest) for place in range(count)]
