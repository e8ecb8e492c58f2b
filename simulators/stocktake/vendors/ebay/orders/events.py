"""What buyers do, and the seller where no call of the API does it.

Source: docs/reference/channels.md 2.4, 13.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.errors import Conflict, NotFound, Unprocessable
from stocktake.core.world import World
from stocktake.vendors.ebay.listings import rows as listings

from . import rows

BUYER = "pat_example"
_SHIP_TO = {
    "fullName": "Pat Example",
    "contactAddress": {
        "addressLine1": "1 Test Street", "city": "Austin", "stateOrProvince": "TX",
        "postalCode": "78701", "countryCode": "US",
    },
    "primaryPhone": {"phoneNumber": "5125550100"},
    "email": "x@members.ebay.com",
}  # fmt: skip

Line = Mapping[str, Any]


def place_order(
    world: World,
    *,
    lines: Sequence[Line],
    paid: bool = True,
    buyer: str = BUYER,
    ship_to: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Let a buyer take at most what the listings show, which falls at once, paid or not."""
    bought = [(_listing(world, line), line["quantity"]) for line in lines]
    order = rows.add(world, buyer=buyer, ship_to=ship_to or _SHIP_TO, paid=paid)
    rows.buy(world, order, bought)
    order_id = world.value("SELECT order_id FROM ebay_order WHERE id = ?", (order,))
    return {"id": order_id}


def pay_order(world: World, *, id: str) -> dict[str, Any]:  # noqa: A002  # the event's argument
    """Let a buyer pay; Conflict for an order that is paid or cancelled."""
    order = rows.require_for_people(world, id)
    if order["paid_at"] is not None or order["cancelled_at"] is not None:
        raise Conflict(f"order {id} is paid or cancelled already")
    rows.touch(world, order, paid_at=world.now)
    return {"id": id}


def request_cancel(
    world: World,
    *,
    id: str,  # noqa: A002  # the event's argument
    reason: str = "BUYER_CANCEL_OR_ADDRESS_ISSUE",
) -> dict[str, Any]:
    """Let a buyer ask to cancel; Conflict for an order that was asked for, cancelled or shipped."""
    order = rows.require_for_people(world, id)
    if order["cancel_requested_at"] is not None:
        raise Conflict(f"the buyer has asked to cancel order {id} already")
    _check_whole(world, order)
    rows.touch(world, order, cancel_requested_at=world.now, cancel_reason=reason)
    return {"id": id}


def cancel_order(world: World, *, id: str) -> dict[str, Any]:  # noqa: A002  # the event's argument
    """Cancel an order and pay it back; Conflict once any of it has left, and the second time."""
    order = rows.require_for_people(world, id)
    _check_whole(world, order)
    rows.cancel(world, order)
    return {"id": id}


def refund_order(
    world: World,
    *,
    id: str,  # noqa: A002  # the event's argument
    lines: Sequence[Line] | None = None,
) -> dict[str, Any]:
    """Pay back what is left of an order, or of some of its lines.

    Conflict for an order that is not paid, or of which nothing is left to be paid back.
    """
    order = rows.require_for_people(world, id)
    if order["paid_at"] is None:
        raise Conflict(f"order {id} is not paid")
    left = rows.total_of(world, order) - rows.refunded_of(world, order)
    owed = _owed(world, order, lines)
    if lines is None and sum(owed.values()) != left:
        owed = {}  # something was paid back for no line
    amount = left if lines is None else sum(owed.values())
    if not 0 < amount <= left:
        raise Conflict(f"so much is not left of order {id} to be paid back")
    refund = rows.refund(world, order, reason="OTHER_ADJUSTMENT", amount=amount, lines=owed)
    return {"id": id, "refund_id": str(refund)}


def combine_orders(world: World, *, ids: Sequence[str]) -> dict[str, Any]:
    """Let a buyer make one order of several: it has a new id, and theirs are unknown then.

    Conflict where they are of several buyers, some paid and others not, or shipped or cancelled.
    """
    orders = [rows.require_for_people(world, each) for each in dict.fromkeys(ids)]
    if len(orders) < 2:
        raise Unprocessable("one order alone cannot be combined")
    for order in orders:
        _check_whole(world, order)
        if rows.refunded_of(world, order):
            raise Conflict(f"order {order['order_id']} was paid back in part")
    if len({order["buyer"] for order in orders}) > 1:
        raise Conflict("the orders are of several buyers")
    if len({order["paid_at"] is None for order in orders}) > 1:
        raise Conflict("some of the orders are paid and others are not")
    return {"id": rows.combine(world, orders)}


def _listing(world: World, line: Line) -> rows.Row:
    if "listing" in line:
        return listings.find(world, line["listing"])
    return listings.find_by_sku(world, line["sku"])


def _check_whole(world: World, order: rows.Row) -> None:
    if order["cancelled_at"] is not None:
        raise Conflict(f"order {order['order_id']} is cancelled")
    if any(line["shipped"] for line in rows.lines_of(world, order)):
        raise Conflict(f"order {order['order_id']} has left, whole or in part")


def _owed(world: World, order: rows.Row, named: Sequence[Line] | None) -> dict[int, int]:
    """Return what is to be paid back (cents) for each line that is named, for all where None is."""
    lines = rows.lines_of(world, order)
    if named is None:
        return {line["id"]: rows.owed_of(world, line) for line in lines}
    owed: dict[int, int] = {}
    for each in named:
        found = [line for line in lines if line["id"] not in owed and _is_named(line, each)]
        if not found:
            raise NotFound(f"order {order['order_id']} has no such line: {dict(each)}")
        line = found[0]
        cents = line["price"] * each.get("quantity", line["quantity"])
        owed[line["id"]] = min(cents, rows.owed_of(world, line))
    return owed


def _is_named(line: rows.Row, named: Line) -> bool:
    if "line" in named:
        return bool(str(line["id"]) == str(named["line"]))
    return bool(line["sku"] == named["sku"])


EVENTS = (
    place_order,
    pay_order,
    request_cancel,
    cancel_order,
    refund_order,
    combine_orders,
)
