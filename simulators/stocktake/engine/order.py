"""What an order of the shop is to this engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

NUMBERED = "R{id}"
"""How a document is numbered where nobody says otherwise; `{id}` is the order's."""


def number_of(order_id: int, reference: str = NUMBERED) -> str:
    """Return the number of an order's document."""
    return reference.replace("{id}", str(order_id))


def id_of(number: str, reference: str = NUMBERED) -> int | None:
    """Return the order that a document is for; None where its number is none of ours."""
    before, _, after = reference.partition("{id}")
    order_id = number.removeprefix(before).removesuffix(after)
    ours = order_id.isdecimal() and number == number_of(int(order_id), reference)
    return int(order_id) if ours else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order of the shop when it was last read.

    `lines`: SKU (None for free text) and quantity; one SKU may stand on several lines. `reference`
    is how documents are numbered.
    """

    id: int
    site: str
    store: str | None
    date: str
    customer_id: int | None
    customer_name: str
    cancelled: bool
    shipped: bool
    lines: tuple[tuple[str | None, Fraction], ...]
    reference: str = NUMBERED

    @property
    def number(self) -> str:
        """The number of its document in the warehouse."""
        return number_of(self.id, self.reference)

    @property
    def over(self) -> bool:
        """Whether the shop wants nothing more of it."""
        return self.cancelled or self.shipped

    def wanted(self) -> dict[str | None, Fraction]:
        """Return what is wanted by SKU, the lines of one SKU added up."""
        sums: dict[str | None, Fraction] = {}
        for sku, count in self.lines:
            sums[sku] = sums.get(sku, Fraction(0)) + count
        return {sku: count for sku, count in sums.items() if count}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A record of the shop's history.

    `wants`: it changed what is wanted, where, or that it is wanted again. `places`: the stores
    before and after a move. `told`: whether this engine told the shop with it that the order is
    shipped; None if it says nothing about that.
    """

    id: int
    order_id: int
    at: datetime | None
    wants: bool
    places: tuple[str, ...]
    told: bool | None
