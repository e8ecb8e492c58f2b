"""Orders as the wire shows them. Source: docs/reference/channels.md 3, 12."""

import json
from collections.abc import Sequence
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.swappa.shipments.shown import show_shipments
from stocktake.vendors.swappa.wire import (
    CURRENCY,
    spell_amount,
    spell_line,
    spell_listing,
    spell_order,
    spell_time,
)

from .rows import Row, lines_of


def show_orders(world: World, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return orders by their ids, in the order of these."""
    return [
        show_order(world, world.one("SELECT * FROM swappa_order WHERE id = ?", (each,)))
        for each in ids
    ]


def show_order(world: World, order: Row) -> dict[str, Any]:
    """Return an order; its total is what was bought, paid back or not."""
    lines = lines_of(world, order["id"])
    return {
        "id": spell_order(order["id"]),
        "status": order["status"],
        "created_at": spell_time(order["created_at"]),
        "updated_at": spell_time(order["updated_at"]),
        "buyer": json.loads(order["buyer"]),
        "ship_to": json.loads(order["ship_to"]),
        "total": spell_amount(sum(line["quantity"] * line["price"] for line in lines)),
        "currency": CURRENCY,
        "lines": [_line(line) for line in lines],
        "shipments": show_shipments(world, order["id"]),
    }


def _line(line: Row) -> dict[str, Any]:
    return {
        "id": spell_line(line["order_id"], line["number"]),
        "listing_id": spell_listing(line["listing_id"]),
        "sku": line["sku"],
        "title": line["title"],
        "device": bool(line["device"]),
        "quantity": line["quantity"],
        "refunded": line["refunded"],
        "price": spell_amount(line["price"]),
        "imei": line["imei"],
    }
