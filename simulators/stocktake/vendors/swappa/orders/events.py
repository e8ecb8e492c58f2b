"""What buyers do, and the seller where no call of the API does it.

Source: docs/reference/channels.md 3, 13.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.errors import Conflict, NotFound
from stocktake.core.world import World
from stocktake.vendors.swappa.listings import rows as listings
from stocktake.vendors.swappa.wire import spell_line, spell_order

from . import rows

_BUYER = {"name": "Pat Example", "email": "pat@example.com"}
_SHIP_TO = {
    "name": "Pat Example", "street1": "1 Test Street", "street2": "", "city": "Austin",
    "state": "TX", "postal_code": "78701", "country": "US",
}  # fmt: skip

Line = Mapping[str, Any]


def place_order(
    world: World,
    *,
    lines: Sequence[Line],
    paid: bool = True,
    buyer: Mapping[str, Any] | None = None,
    ship_to: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Let a buyer take at most what the listings show, which falls at once, paid or not."""
    bought = [(_variant(world, line), line["quantity"]) for line in lines]
    order = rows.add(
        world, buyer={**_BUYER, **(buyer or {})}, ship_to={**_SHIP_TO, **(ship_to or {})}, paid=paid
    )
    rows.buy(world, order, bought)
    return {"id": spell_order(order)}


def pay_order(world: World, *, id: str) -> dict[str, Any]:  # noqa: A002  # the event's argument
    """Let a buyer pay; Conflict for an order that does not wait for it."""
    order = _require(world, id, rows.PENDING)
    rows.touch(world, order["id"], status=rows.PAID)
    return {"id": id}


def cancel_order(world: World, *, id: str) -> dict[str, Any]:  # noqa: A002  # the event's argument
    """Cancel an order; Conflict once any of it has left, and the second time."""
    order = _require(world, id, rows.PENDING, rows.PAID)
    if any(line["shipped"] for line in rows.lines_of(world, order["id"])):
        raise Conflict(f"Some of order {id} has left")
    rows.cancel(world, order)
    return {"id": id}


def refund_order(
    world: World,
    *,
    id: str,  # noqa: A002  # the event's argument
    lines: Sequence[Line] | None = None,
) -> dict[str, Any]:
    """Pay back an order that is paid or shipped, or some of its units.

    Conflict for an order in another state, and where so many units are not left to be paid back.
    """
    order = _require(world, id, rows.PAID, rows.SHIPPED)
    rows.refund(world, order, _units(order, rows.lines_of(world, order["id"]), lines))
    return {"id": id}


def deliver_order(world: World, *, id: str) -> dict[str, Any]:  # noqa: A002  # as above
    """Let the parcels of an order arrive; Conflict unless it has shipped."""
    order = _require(world, id, rows.SHIPPED)
    rows.touch(world, order["id"], status=rows.DELIVERED)
    return {"id": id}


def _require(world: World, order_id: str, *states: str) -> rows.Row:
    order = rows.require(world, order_id)
    if order["status"] not in states:
        raise Conflict(f"Order {order_id} is {order['status']}")
    return order


def _variant(world: World, line: Line) -> rows.Row:
    if "listing" in line:
        return listings.find_in(world, line["listing"], line.get("sku"))
    return listings.find_by_sku(world, line["sku"])


def _units(
    order: rows.Row, lines: Sequence[rows.Row], named: Sequence[Line] | None
) -> dict[int, int]:
    """Return how many units are to be paid back of each line: all that is left where None is named.

    Of lines with the same SKU those come first that have not left.
    """
    left = {line["id"]: line["quantity"] - line["refunded"] for line in lines}
    if named is None:
        return left
    units = dict.fromkeys(left, 0)
    for each in named:
        found = [line["id"] for line in sorted(lines, key=_has_left) if _is_named(line, each)]
        if not found:
            raise NotFound(f"Order {spell_order(order['id'])} has no such line: {dict(each)}")
        wanted = each.get("quantity") or sum(left[line] for line in found)
        if not 0 < wanted <= sum(left[line] for line in found):
            raise Conflict("So many units are not left to be paid back")
        for line in found:
            count = min(wanted, left[line])
            units[line] += count
            left[line] -= count
            wanted -= count
    return units


def _has_left(line: rows.Row) -> bool:
    return bool(line["shipped"])


def _is_named(line: rows.Row, named: Line) -> bool:
    if "line" in named:
        return bool(spell_line(line["order_id"], line["number"]) == named["line"])
    return bool(line["sku"] == named["sku"])


EVENTS = (place_order, pay_order, cancel_order, refund_order, deliver_order)
