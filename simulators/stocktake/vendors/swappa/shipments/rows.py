"""Rows of shipments. Source: docs/reference/channels.md 3."""

from collections.abc import Mapping
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.swappa.orders.ledger import note_order
from stocktake.vendors.swappa.orders.rows import lines_of, settle

from .input import Devices

Row = dict[str, Any]


def find(world: World, order: Row, number: str) -> Row | None:
    """Return the parcel of an order with this tracking number, None where there is none."""
    return world.find(
        "SELECT * FROM swappa_shipment WHERE order_id = ? AND tracking_number = ?",
        (order["id"], number),
    )


def add(world: World, order: Row, devices: Devices, label: Mapping[str, Any]) -> Row:
    """Let lines leave in a parcel; return it. The order has shipped with its last line."""
    with note_order(world, order["id"]):
        shipment = world.insert(
            "swappa_shipment",
            order_id=order["id"], carrier=label["carrier"],
            tracking_number=label["tracking_number"], shipped_at=world.now,
        )  # fmt: skip
        for line in lines_of(world, order["id"]):
            if line["id"] in devices:
                world.insert(
                    "swappa_shipment_line",
                    line_id=line["id"], shipment_id=shipment, imei=devices[line["id"]],
                    quantity=line["quantity"] - line["cancelled"],
                )  # fmt: skip
    settle(world, order)
    return world.one("SELECT * FROM swappa_shipment WHERE id = ?", (shipment,))
