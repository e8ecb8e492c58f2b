"""Shipments in the database, and the order as a shipment leaves it.

Source: docs/reference/wherefour.md 5.1 and 5.2.
"""

from collections.abc import Mapping
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.wherefour.orders.rows import status_named

from .input import ShipmentRequest
from .ledger import note_shipment
from .lines import OpenLine, open_lines

Row = Mapping[str, Any]


def next_number(world: World, order: Row) -> int:
    """Return the number of an order's next shipment, from 1 on."""
    highest = world.value(
        "SELECT max(shipment_number) FROM wherefour_shipment WHERE order_id = ?", (order["id"],)
    )
    return int(highest or 0) + 1


def add_shipment(world: World, order: Row, request: ShipmentRequest, *, number: int) -> int:
    """Add a shipment without items; return its id."""
    return world.insert(
        "wherefour_shipment",
        order_id=order["id"],
        user_id=request.account.id,
        ship_date=request.ship_date,
        shipment_number=number,
        tracking_number=request.tracking_number,
        delivery_method_id=request.delivery_method_id,
        shipping_address_id=order["shipping_address_id"],
        created_at=world.now,
        updated_at=world.now,
    )


def add_item(world: World, shipment_id: int, line: OpenLine, *, taken: int) -> int:
    """Add what was taken of a line (unit of use) to a shipment, with its ledger line."""
    quantity = line.ordered_share(taken)
    note_shipment(world, line, quantity=quantity)
    return world.insert(
        "wherefour_shipment_item",
        shipment_id=shipment_id,
        order_item_id=line.row["id"],
        inventory_name=line.row["name"],
        inventory_sku=line.row["sku"],
        count=line.shipped_share(taken),
        quantity=quantity,
        taken=taken,
    )


def finish_order(world: World, order: Row, *, text: str, complete: bool) -> None:
    """Append a shipment's text to its order's instructions, and move the order's status."""
    world.update(
        "wherefour_order",
        order["id"],
        instructions=order["instructions"] + text,
        order_status_id=_next_status(world, order, complete=complete),
        updated_at=world.now,
    )


def complete_cut_order(world: World, order_id: int) -> None:
    """Complete an order of which all that is left was shipped, if the quirk says so (5.8)."""
    if world.quirk("wherefour.cut_to_shipped") == "keep" or open_lines(world, order_id):
        return
    order = world.one(
        "SELECT o.*, st.order_canceled_status, EXISTS (SELECT 1 FROM wherefour_shipment s"
        " WHERE s.order_id = o.id) AS shipped FROM wherefour_order o"
        " JOIN wherefour_order_status st ON st.id = o.order_status_id WHERE o.id = ?",
        (order_id,),
    )
    if order["shipped"] and not order["order_canceled_status"]:
        status = _next_status(world, order, complete=True)
        world.update("wherefour_order", order_id, order_status_id=status)


def _next_status(world: World, order: Row, *, complete: bool) -> int:
    wanted = world.quirk(
        "wherefour.full_ship_status" if complete else "wherefour.partial_ship_status"
    )
    # The organization names its statuses; a flag says which one it is (5.1, 5.2).
    if wanted == "complete":
        found = world.value(
            "SELECT id FROM wherefour_order_status WHERE order_complete_status ORDER BY id"
        )
    elif wanted == "keep" and not complete:
        found = world.value(
            "SELECT id FROM wherefour_order_status WHERE order_has_shipments_status ORDER BY id"
        )
    else:
        found = status_named(world, wanted)
    return int(found or order["order_status_id"])
