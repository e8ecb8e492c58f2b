"""Shipments as the wire shows them. Source: docs/reference/channels.md 3."""

from typing import Any

from stocktake.core.world import World
from stocktake.vendors.swappa.wire import spell_line, spell_time

Row = dict[str, Any]


def show_shipments(world: World, order: int) -> list[dict[str, Any]]:
    """Return the parcels of an order, the oldest first."""
    query = "SELECT * FROM swappa_shipment WHERE order_id = ? ORDER BY id"
    return [show_shipment(world, row) for row in world.all(query, (order,))]


def show_shipment(world: World, shipment: Row) -> dict[str, Any]:
    """Return a parcel with what is in it."""
    lines = world.all(
        "SELECT * FROM swappa_sent_line WHERE shipment_id = ? ORDER BY number", (shipment["id"],)
    )
    return {
        "id": f"SP{shipment['id']}",
        "carrier": shipment["carrier"],
        "tracking_number": shipment["tracking_number"],
        "shipped_at": spell_time(shipment["shipped_at"]),
        "items": [
            {
                "line_id": spell_line(line["order_id"], line["number"]),
                "quantity": line["shipped"],
                "imei": line["imei"],
            }
            for line in lines
        ],
    }
