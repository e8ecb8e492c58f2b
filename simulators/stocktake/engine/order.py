"""What an order of the shop is to this engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any

NUMBERED = "R{id}"
"""How a document is numbered where nobody says otherwise; `{id}` is the order's."""


SHOP = "retailcrm"
"""The outlet whose stores are places of their own; an account of any other is one place."""

OrderId = int | str
"""The shop's own id of an order; of another outlet's, the outlet's name, a colon and its id."""


def number_of(order_id: OrderId, reference: str = NUMBERED) -> str:
    """Return the number of an order's document."""
    return reference.replace("{id}", str(order_id))


def own_of(number: str, reference: str) -> str:
    """Return an outlet's own id of the order that a document is for, empty if it is none of it."""
    before, _, after = reference.partition("{id}")
    ours = number.startswith(before) and number.endswith(after)
    return number.removeprefix(before).removesuffix(after) if ours else ""


def id_of(number: str, reference: str = NUMBERED) -> int | None:
    """Return the order that a document is for; None where its number is none of ours."""
    before, _, after = reference.partition("{id}")
    order_id = number.removeprefix(before).removesuffix(after)
    ours = order_id.isdecimal() and number == number_of(int(order_id), reference)
    return int(order_id) if ours else None


def key_of(outlet: str, own: object) -> str:
    """Return the id of an order of another outlet than the shop."""
    return f"{outlet}:{own}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A line of an order that an outlet tells apart from the others: `id` is the outlet's."""

    id: str
    sku: str | None
    count: int
    title: str = ""
    cents: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order of an outlet when it was last read.

    `lines`: SKU (None for free text) and quantity; one SKU may stand on several lines. `reference`
    is how documents are numbered. An outlet other than the shop has a name as the warehouse knows
    it (`channel`), `own` id of the order, lines that parcels name (`items`), and a whole address;
    `imports_unknown`: the order is taken although the warehouse does not know an SKU of it;
    `unmapped`: it has a status that is not to be imported; `waits`: lines still to be accepted.
    """

    id: OrderId
    site: str
    store: str | None
    date: str
    customer_id: int | None
    customer_name: str
    cancelled: bool
    shipped: bool
    lines: tuple[tuple[str | None, Fraction], ...]
    reference: str = NUMBERED
    outlet: str = SHOP
    own: str = ""
    channel: str = ""
    items: tuple[Item, ...] = ()
    ship_to: Mapping[str, Any] = field(default_factory=dict)
    imports_unknown: bool = False
    unmapped: bool = False
    waits: frozenset[str] = frozenset()
    updated_at: datetime | None = None

    @property
    def number(self) -> str:
        """The number of its document in the warehouse."""
        return number_of(self.own or self.id, self.reference)

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
