"""Shipments as the wire shows them: of an order, and of the whole organization.

Source: docs/reference/wherefour.md 3.10.
"""

import json
from collections.abc import Sequence
from typing import Any

from stocktake.core.world import World
from stocktake.dialects.rails import spell_decimal
from stocktake.vendors.wherefour import wire
from stocktake.vendors.wherefour.addresses import shown_addresses
from stocktake.vendors.wherefour.columns import columns
from stocktake.vendors.wherefour.orders.shown import embedded_orders
from stocktake.vendors.wherefour.settings import delivery_methods

_OF_ORDER = columns(
    "id order_id user_name ship_date shipment_number tracking_number note created_at updated_at"
)
_OF_ORGANIZATION = columns("""
id order_id customer_id user_name ship_date shipment_number tracking_number note delivery_driver
delivery_vehicle created_at updated_at
""")


def shown_shipments(world: World, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return shipments with their order, items and lots as the wire shows them (3.10a)."""
    rows = _rows(world, ids)
    orders = embedded_orders(world, [row["order_id"] for row in rows])
    methods = delivery_methods(world)
    items = _items(world, ids)
    return [
        wire.spell_row(row, _OF_ORDER)
        | {
            "ship_date": wire.spell_time(row["ship_date"]),
            "delivery_method": methods.get(row["delivery_method_id"]),
            "order": orders[row["order_id"]],
            "shipment_items": items.get(row["id"], []),
        }
        for row in rows
    ]


def shown_in_organization(world: World, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return shipments as lists of the whole organization show them (3.10b)."""
    rows = _rows(world, ids)
    items = _items(world, ids)
    addresses = shown_addresses(world, [row["shipping_address_id"] for row in rows])
    return [
        wire.spell_row(row, _OF_ORGANIZATION)
        | {
            "ship_date": wire.spell_time(row["ship_date"]),
            "shipment_address": addresses.get(row["shipping_address_id"]),
            "shipment_items": items.get(row["id"], []),
        }
        for row in rows
    ]


def _rows(world: World, ids: Sequence[int]) -> list[dict[str, Any]]:
    return world.all(
        "SELECT s.*, o.customer_id, u.first_name || ' ' || u.last_name AS user_name"
        " FROM wherefour_shipment s JOIN wherefour_order o ON o.id = s.order_id"
        " JOIN wherefour_user u ON u.id = s.user_id"
        " WHERE s.id IN (SELECT value FROM json_each(?)) ORDER BY s.id",
        (json.dumps(list(ids)),),
    )


def _items(world: World, shipment_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    rows = world.all(
        "SELECT * FROM wherefour_shipment_item"
        " WHERE shipment_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(list(shipment_ids)),),
    )
    lots = _lots(world, [row["id"] for row in rows])
    grouped: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        grouped.setdefault(row["shipment_id"], []).append(
            {
                "id": row["id"],
                "count": spell_decimal(row["count"]),
                "inventory_name": row["inventory_name"],
                "inventory_sku": row["inventory_sku"],
                "part_of_kit": None,
                "auto_ship": lots.get(row["id"], []),
            }
        )
    return grouped


def _lots(world: World, item_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
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
                "count": spell_decimal(abs(row["change"])),
                "change": spell_decimal(row["change"]),
                "reason": row["reason"],
            }
        )
    return grouped
