"""Shipments: operation 17, and how a shipment looks in answers about its order.

Source: docs/reference/wherefour.md 3.10 and 4.
"""

import json
from collections.abc import Sequence
from typing import Any

from simulators.core.simulator import Call, Page
from simulators.core.world import World

from . import pages, wire
from .orders import delivery_methods, embedded_orders, order_of_customer

_SHOWN = wire.names(
    "id order_id user_name ship_date shipment_number tracking_number note created_at updated_at"
)


def list_shipments(
    world: World,
    call: Call,
    *,
    customer_id: int,
    order_id: int,
    page: str | None = None,
    per_page: str | None = None,
) -> Page:
    """List the shipments of a customer's order, oldest first (4, operation 17)."""
    order_of_customer(world, customer_id, order_id=order_id)
    total = world.value("SELECT count(*) FROM wherefour_shipment WHERE order_id = ?", (order_id,))
    window = pages.window(world, total, page=page, per_page=per_page)
    rows = world.all(
        "SELECT id FROM wherefour_shipment WHERE order_id = ? ORDER BY id LIMIT ? OFFSET ?",
        (order_id, window.limit, window.offset),
    )
    return pages.page(shown_shipments(world, [row["id"] for row in rows]), window)


def shown_shipments(world: World, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return shipments with their order, items and lots as the wire shows them (3.10a)."""
    rows = world.all(
        "SELECT s.*, u.first_name || ' ' || u.last_name AS user_name FROM wherefour_shipment s"
        " JOIN wherefour_user u ON u.id = s.user_id"
        " WHERE s.id IN (SELECT value FROM json_each(?)) ORDER BY s.id",
        (json.dumps(list(ids)),),
    )
    orders = embedded_orders(world, [row["order_id"] for row in rows])
    methods = delivery_methods(world)
    items = _items(world, ids)
    return [
        wire.spelled(row, _SHOWN)
        | {
            "ship_date": wire.instant(row["ship_date"]),
            "delivery_method": methods.get(row["delivery_method_id"]),
            "order": orders[row["order_id"]],
            "shipment_items": items.get(row["id"], []),
        }
        for row in rows
    ]


def _items(world: World, shipment_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    rows = world.all(
        "SELECT * FROM wherefour_shipment_item"
        " WHERE shipment_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(list(shipment_ids)),),
    )
    taken = _taken(world, [row["id"] for row in rows])
    grouped: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        grouped.setdefault(row["shipment_id"], []).append(
            {
                "id": row["id"],
                "count": wire.decimal(row["count"]),
                "inventory_name": row["inventory_name"],
                "inventory_sku": row["inventory_sku"],
                "part_of_kit": None,
                "auto_ship": taken.get(row["id"], []),
            }
        )
    return grouped


def _taken(world: World, item_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    grouped: dict[int, list[dict[str, Any]]] = {}
    for row in world.all(
        "SELECT * FROM wherefour_adjustment"
        " WHERE shipment_item_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(list(item_ids)),),
    ):
        grouped.setdefault(row["shipment_item_id"], []).append(
            {
                "adjustment_id": row["id"],
                "stock_id": row["stock_id"],
                "lot_code": row["lot_code"],
                "barcode": row["barcode"],
                "count": wire.decimal(abs(row["change"])),
                "change": wire.decimal(row["change"]),
                "reason": row["reason"],
            }
        )
    return grouped
