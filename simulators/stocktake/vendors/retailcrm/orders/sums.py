"""What an order costs: its discounts, shared among its items, and the sums.

An amount of an item is per unit, one of the order is once; a percentage is of the price, or of the
goods less their own discounts. No discount is more than what it is taken from.
Source: docs/reference/warehouse-module.md 7.1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stocktake.rules.money import from_minor, line_amount, percent_of, spread, subtotal, to_minor
from stocktake.rules.quantity import MICRO, Rounding, convert

_CENT = from_minor(1)

Row = Mapping[str, Any]
Price = tuple[int, int]
"""A price and how many units have it, in millionths."""


@dataclass(frozen=True, slots=True)
class LineSums:
    """An item's sums in millionths: discounts per unit by type and altogether, what is paid."""

    discounts: tuple[tuple[str, int], ...]
    discount: int
    amount: int
    prices: tuple[Price, ...]


@dataclass(frozen=True, slots=True)
class Sums:
    """An order's sums in millionths, and those of its items in their order."""

    goods: int
    total: int
    purchase: int
    lines: tuple[LineSums, ...]


def add_up(order: Row, items: Sequence[Row]) -> Sums:
    """Return the sums of an order with these items; ValueError over 64 bits."""
    wanted = [_discount(item, item["price"]) for item in items]
    taken = [min(each, item["price"]) for each, item in zip(wanted, items, strict=True)]
    amounts = [
        line_amount(item["quantity"], item["price"] - each)
        for each, item in zip(taken, items, strict=True)
    ]
    goods = subtotal(amounts)
    discount = min(goods, from_minor(to_minor(_discount(order, goods))))
    shares = spread(discount, amounts)
    return Sums(
        goods=goods - discount,
        total=subtotal((goods - discount, order["delivery_cost"])),
        purchase=subtotal(line_amount(each["quantity"], each["purchase_price"]) for each in items),
        lines=tuple(
            _line(item, own, amount, share)
            for item, own, amount, share in zip(items, wanted, amounts, shares, strict=True)
        ),
    )


def _discount(row: Row, price: int) -> int:
    """Return the manual discount of an order or item on a price or sum."""
    percent: int = row["discount_percent"] or 0
    return (row["discount_amount"] or 0) + percent_of(price, percent)


def _line(item: Row, own: int, amount: int, share: int) -> LineSums:
    quantity, price = item["quantity"], item["price"]
    discounts = [("manual_product", own)] if own else []
    taken = min(own, price)
    if not share:
        return LineSums(tuple(discounts), taken, amount, ((price - taken, quantity),))
    of_order = from_minor(to_minor(_each(share, quantity)))
    discounts.append(("manual_order", of_order))
    paid = amount - share
    return LineSums(tuple(discounts), min(taken + of_order, price), paid, _prices(paid, quantity))


def _each(amount: int, quantity: int) -> int:
    return convert(amount, MICRO, denominator_micro=quantity, rounding=Rounding.HALF_EVEN)


def _prices(paid: int, quantity: int) -> tuple[Price, ...]:
    """Return prices of whole units that add up to what is paid, or the one of any other line."""
    if paid % _CENT or quantity % MICRO:
        return ((_each(paid, quantity), quantity),)
    units = quantity // MICRO
    each, dearer = divmod(paid // _CENT, units)
    prices = ((each + 1, dearer), (each, units - dearer))
    return tuple((from_minor(price), count * MICRO) for price, count in prices if count)
