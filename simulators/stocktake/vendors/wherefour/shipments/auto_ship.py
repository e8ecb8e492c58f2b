"""Auto-ship: choose lots by each item's pull strategy, and ship what there is of an order.

Source: docs/reference/wherefour.md 5.1. A refusal undoes whatever was written before it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.world import World
from stocktake.dialects.rails import BASE, invalid
from stocktake.vendors.wherefour import wire
from stocktake.vendors.wherefour.access import Account
from stocktake.vendors.wherefour.stocks.rows import Adjustment, adjust_lot

from .input import ShipmentRequest, read_request
from .instructions import describe_picks, describe_shipment
from .lines import OpenLine, open_lines
from .picking import pick_lots
from .rows import add_item, add_shipment, finish_order, next_number

Row = Mapping[str, Any]


def pick_and_ship(world: World, account: Account, order: Row, *, body: wire.Body) -> int:
    """Ship what there is of an order in the name of a user; return the shipment's id."""
    request = read_request(world, account, body)
    status = world.one(
        "SELECT * FROM wherefour_order_status WHERE id = ?", (order["order_status_id"],)
    )
    _refuse_blocked(world, order, status)
    lines = open_lines(world, order["id"])
    if not lines:
        raise invalid(BASE, "The order is already fully shipped")
    number = next_number(world, order)
    shipment_id = add_shipment(world, order, request, number=number)
    text = describe_shipment(number, request)
    for line in lines:
        text += _ship_line(world, shipment_id, line, request)
    complete = _is_complete(world, shipment_id, lines, status)
    finish_order(world, order, text=text, complete=complete)
    return shipment_id


def _refuse_blocked(world: World, order: Row, status: Row) -> None:
    blocked = world.value(
        "SELECT block_shipments FROM wherefour_customer WHERE id = ?", (order["customer_id"],)
    )
    if blocked:
        raise invalid(BASE, "Shipments to this customer are blocked")
    if not status["allow_shipments"]:
        raise invalid(BASE, f"An order with the status {status['name']} cannot be shipped")


def _ship_line(world: World, shipment_id: int, line: OpenLine, request: ShipmentRequest) -> str:
    """Ship what there is of a line; return the text about it, empty when no lot was taken."""
    if line.row["retired"] and world.quirk("wherefour.retired_items") == "skip":
        return ""
    if line.row["quantity_not_tracked"]:
        add_item(world, shipment_id, line, taken=line.open)
        return ""
    picks = pick_lots(world, line, request)
    if not picks:
        return ""
    taken = sum(pick.quantity for pick in picks)
    adjustment = Adjustment(
        reason="shipment",
        account=request.account,
        effective_at=request.ship_date,
        shipment_item_id=add_item(world, shipment_id, line, taken=taken),
    )
    for pick in picks:
        adjust_lot(world, pick.lot_id, by=-pick.quantity, adjustment=adjustment)
    return describe_picks(world, line, picks)


def _is_complete(world: World, shipment_id: int, lines: Sequence[OpenLine], status: Row) -> bool:
    """Return whether the order is complete now; refuse an empty or a forbidden partial shipment."""
    taken = world.value(
        "SELECT sum(taken) FROM wherefour_shipment_item WHERE shipment_id = ?", (shipment_id,)
    )
    if taken is None:
        raise invalid(BASE, "No available stock lots")
    complete = bool(taken == sum(line.open for line in lines))
    if not complete and not status["allow_partial_shipments"]:
        raise invalid(
            BASE, f"An order with the status {status['name']} is shipped whole or not at all"
        )
    return complete
