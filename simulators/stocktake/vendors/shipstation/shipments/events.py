"""What staff do with labels: buy them, void them, make those of returns.

Source: docs/reference/channels.md 4.2, 4.3, 13.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.errors import Conflict, NotFound
from stocktake.core.world import World
from stocktake.vendors.shipstation.fulfillments import mark
from stocktake.vendors.shipstation.orders.rows import find_order
from stocktake.vendors.shipstation.orders.statuses import AWAITING_SHIPMENT, SHIPPED

from .operations import buy_and_tell, units_for, void_and_say
from .rows import Label, Row, copy_for_return, find_carrier
from .units import pick, units_left


def buy_label(
    world: World,
    *,
    carrier: str,
    order_id: int | None = None,
    order_number: str | None = None,
    service: str = "",
    tracking_number: str = "",
    items: Sequence[Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """Buy a label for an order, or for some of its units."""
    order = _shippable(find_order(world, order_id=order_id, order_number=order_number))
    label = Label(
        carrier=find_carrier(world, carrier), service=service, tracking_number=tracking_number
    )
    units = (
        units_for(world, order) if items is None else pick(units_left(world, order["id"]), items)
    )
    _, (shipment_id,) = buy_and_tell(world, [(order, units)], label)
    return _show(world, shipment_id)


def buy_labels(
    world: World, *, order_numbers: Sequence[str], carrier: str, service: str = ""
) -> dict[str, Any]:
    """Buy labels for many orders in one batch."""
    numbers = dict.fromkeys(order_numbers)
    orders = [_shippable(find_order(world, order_number=number)) for number in numbers]
    label = Label(
        carrier=find_carrier(world, carrier), service=service,
        batch_number=world.token("shipstation batch number")[:8].upper(),
    )  # fmt: skip
    parcels = [(order, units_for(world, order)) for order in orders]
    batch, ids = buy_and_tell(world, parcels, label)
    return {"batch": batch, "labels": [_show(world, each) for each in ids]}


def _shippable(order: Row) -> Row:
    if order["status"] not in (AWAITING_SHIPMENT, SHIPPED):
        raise Conflict(f"an order that is {order['status']} cannot be shipped")
    return order


def void_label(world: World, *, shipment_id: int) -> dict[str, Any]:
    """Void a label."""
    return void_and_say(world, _find(world, shipment_id))


def return_label(world: World, *, shipment_id: int) -> dict[str, Any]:
    """Make the label by which a customer sends a shipment back."""
    shipment = _find(world, shipment_id)
    if shipment["voided_at"] is not None or shipment["is_return"]:
        raise Conflict(f"shipment {shipment_id} is voided or a return itself")
    return _show(world, copy_for_return(world, shipment))


def mark_shipped(
    world: World,
    *,
    carrier: str,
    order_id: int | None = None,
    order_number: str | None = None,
    tracking_number: str | None = None,
    notify_sales_channel: bool = False,
) -> dict[str, Any]:
    """Mark an order as shipped with a label from elsewhere."""
    order = find_order(world, order_id=order_id, order_number=order_number)
    if order["status"] != AWAITING_SHIPMENT:
        raise Conflict(f"an order that is {order['status']} cannot be marked as shipped")
    made = mark(
        world, order,
        carrier=carrier, tracking_number=tracking_number, notify=notify_sales_channel,
    )  # fmt: skip
    return {"fulfillment_id": made}


def _find(world: World, shipment_id: int) -> Row:
    row = world.find("SELECT * FROM shipstation_shipment WHERE id = ?", (shipment_id,))
    if row is None:
        raise NotFound(f"no shipment {shipment_id}")
    return row


def _show(world: World, shipment_id: int) -> dict[str, Any]:
    number = _find(world, shipment_id)["tracking_number"]
    return {"shipment_id": shipment_id, "tracking_number": number}


EVENTS = (buy_label, buy_labels, void_label, return_label, mark_shipped)
