"""The items of an order as a client sends them.

Source: docs/reference/warehouse-module.md 7.4, 7.5.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from simulators.core.world import World
from simulators.retailcrm.errors import BLANK, NOT_VALID
from simulators.retailcrm.store.offers import find_offers, identifier_of
from simulators.retailcrm.wire import read_number, read_text
from simulators.rules.money import line_amount, subtotal
from simulators.rules.quantity import MICRO


@dataclass(frozen=True, slots=True)
class Line:
    """One item to be written: `id` of the item that it changes, None for a new one.

    `unknown` holds the names in it that nobody knows, by their place in the request.
    """

    id: int | None
    offer_id: int | None
    name: str | None
    quantity: int
    price: int
    purchase_price: int
    status: str
    unknown: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> dict[str, Any]:
        """Return the columns of retailcrm_order_item."""
        return {
            "offer_id": self.offer_id,
            "name": self.name,
            "quantity": self.quantity,
            "price": self.price,
            "purchase_price": self.purchase_price,
            "status": self.status,
        }


def read_lines(
    world: World,
    sent: Sequence[dict[str, Any]],
    *,
    site: str,
    items: Sequence[dict[str, Any]] = (),
) -> list[Line]:
    """Return the lines of a request; what it does not say of a known item stays as it is."""
    known = {str(item["id"]): item for item in items}
    return [
        _line(world, row, f"items[{index}]", site=site, known=known)
        for index, row in enumerate(sent)
    ]


def _line(
    world: World, row: dict[str, Any], where: str, *, site: str, known: dict[str, dict[str, Any]]
) -> Line:
    item_id = read_text(row.get("id"))
    item = known.get(item_id or "", {})
    unknown = {f"{where}.id": NOT_VALID} if item_id is not None and not item else {}
    offer, not_found = _offer(world, row.get("offer") or {}, where, site=site)
    purchase_price = read_number(row.get("purchasePrice"))
    quantity, price = read_number(row.get("quantity")), read_number(row.get("initialPrice"))
    name = read_text(row.get("productName"))
    return Line(
        id=item.get("id"),
        offer_id=offer.get("id", item.get("offer_id")),
        name=offer.get("name") or name or item.get("name"),
        quantity=item.get("quantity", MICRO) if quantity is None else quantity,
        price=_first(price, item.get("price"), offer.get("price")),
        purchase_price=_first(
            purchase_price, item.get("purchase_price"), offer.get("purchase_price")
        ),
        status=read_text(row.get("status")) or item.get("status", "new"),
        unknown=unknown | not_found,
    )


def _first(*values: int | None) -> int:
    return next((value for value in values if value is not None), 0)


def _offer(
    world: World, named: dict[str, Any], where: str, *, site: str
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the offer that an item names, and the error when nobody knows it."""
    identifier = identifier_of(named)
    if identifier is None:
        return {}, {}
    found = find_offers(world, named, sites=(site,))
    if found:
        return found[0], {}
    text = f"Offer with {identifier} {named[identifier]} not found."
    return {}, {f"{where}.offer.{identifier}": text}


def line_errors(lines: Sequence[Line]) -> dict[str, str]:
    """Return what is wrong with lines in themselves: no goods, or sums beyond all bounds."""
    errors = {
        f"items[{index}].productName": BLANK
        for index, line in enumerate(lines)
        if line.name is None and not line.unknown
    }
    for column in ("price", "purchase_price"):
        try:
            subtotal(line_amount(line.quantity, getattr(line, column)) for line in lines)
        except ValueError:
            errors["items"] = NOT_VALID
    return errors
