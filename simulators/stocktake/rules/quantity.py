"""Quantities as integers of a millionth, and the only place that converts them.

`MICRO` millionths are one unit. Every vendor stores and compares these integers; decimals and
floats exist only on the wire.
"""

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from enum import Enum

MICRO = 1_000_000
LARGEST = 2**63 - 1  # what SQLite can hold

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_SMALL = 10**12  # units that fit 64 bits whatever else
_STEP = Decimal("0.000001")
_EXACT = Context(prec=40, rounding=ROUND_HALF_EVEN)


class Rounding(Enum):
    """How a conversion is rounded when the result is not a whole millionth."""

    HALF_EVEN = "half_even"
    DOWN = "down"
    """Towards minus infinity: never promise or pick more than there is."""


def parse(value: object) -> int:
    """Read a JSON number or a numeric string ("2.5", "1e3") into millionths, rounding half even.

    ValueError for anything else (null, booleans, NaN, infinity, spaces, garbage) and for a quantity
    that does not fit 64 bits in millionths (about 9.2 million million units).
    """
    if type(value) is int and -_SMALL < value < _SMALL:
        return value * MICRO
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise ValueError(f"not a number: {value!r}")
    # The shortest spelling of a float is what the client wrote.
    text = str(value)
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"not a number: {text[:40]!r}")
    try:
        micro = int(Decimal(text).quantize(_STEP, context=_EXACT).scaleb(6, context=_EXACT))
    except InvalidOperation:
        raise ValueError(f"number out of range: {text[:40]}") from None
    return bounded(micro)


def bounded(micro: int) -> int:
    """Return the argument; ValueError when a 64-bit integer cannot hold it."""
    if not -LARGEST - 1 <= micro <= LARGEST:
        raise ValueError("number out of range: more than 64 bits of millionths")
    return micro


def to_decimal_string(micro: int) -> str:
    """Write millionths as a decimal with at least one place and no padding: "100.0", "424.4875".

    Source: the decimal strings of wherefour.md 1.6.
    """
    units, rest = divmod(abs(micro), MICRO)
    places = f"{rest:06d}".rstrip("0") or "0"
    return f"{'-' if micro < 0 else ''}{units}.{places}"


def to_number(micro: int) -> int | float:
    """Return millionths as a JSON number: an int when whole, else the nearest float."""
    units, rest = divmod(micro, MICRO)
    return micro / MICRO if rest else units


def convert(micro: int, numerator_micro: int, *, denominator_micro: int, rounding: Rounding) -> int:
    """Return `micro` times numerator over denominator, rounded once.

    The factor is two quantities, as in "1 case = 12 each": (12 * MICRO, MICRO) turns cases into
    eaches, the two swapped turn them back. ValueError for a denominator that is not positive or a
    result over 64 bits.
    """
    if denominator_micro <= 0:
        raise ValueError("the denominator of a conversion must be positive")
    down, rest = divmod(micro * numerator_micro, denominator_micro)
    if rounding is Rounding.HALF_EVEN:
        twice = 2 * rest - denominator_micro
        down += twice > 0 or (twice == 0 and down % 2 == 1)
    return bounded(down)
