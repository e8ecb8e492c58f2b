"""Shipments: operations 16, 17, 28 and 29, and the two ways in which a shipment looks.

Source: docs/reference/wherefour.md 3.10 and 4.
"""

import json
from collections.abc import Sequence
from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.dialects.rails import spell_decimal

from . import pages, wire
from .customers import shown_addresses
from .delivery_methods import delivery_methods
from .orders import embedded_orders, order_of_customer
from .refusals import not_found

_SHOWN = wire.names(
    "id order_id user_name ship_date shipment_number tracking_number note created_at updated_at"
)
_GLOBAL = wire.names("""
id order_id customer_id user_name ship_date shipment_number tracking_number note delivery_driver
delivery_vehicle created_at updated_at
""")


def get_last_shipment(world: World, call: Call, *, customer_id: int, order_id: int) -> Any:
    """Show the newest shipment of a customer's order (4, operation 16)."""
    order_of_customer(world, customer_id, order_id=order_id)
    newest = world.value(
        "SELECT id FROM wherefour_shipment WHERE order_id = ? ORDER BY shipment_number DESC",
        (order_id,),
    )
    if newest is None:
        raise not_found()
    return shown_shipments(world, [newest])[0]


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
    return pages.listed(
        world,
        "FROM wherefour_shipment WHERE order_id = :order",
        wanted={"order": order_id},
        page=page,
        per_page=per_page,
        show=shown_shipments,
    )


def get_shipments(
    world: World, call: Call, *, page: str | None = None, per_page: str | None = None
) -> Page:
    """List all shipments of the organization (4, operation 28)."""
    return pages.listed(
        world,
        "FROM wherefour_shipment",
        wanted={},
        page=page,
        per_page=per_page,
        show=_shown_globally,
    )


def search_shipments(
    world: World,
    call: Call,
    *,
    order_number: str | None = None,
    page: str | None = None,
    per_page: str | None = None,
) -> Page:
    """Find the shipments of all orders of a number, the whole number (4, operation 29)."""
    return pages.listed(
        world,
        "FROM wherefour_shipment WHERE order_id IN"
        " (SELECT o.id FROM wherefour_order o WHERE o.order_number = :number)",
        wanted={"number": order_number},
        page=page,
        per_page=per_page,
        show=_shown_globally,
    )


def shown_shipments(world: World, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return shipments with their order, items and lots as the wire shows them (3.10a)."""
    rows = _rows(world, ids)
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


def _shown_globally(world: World, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return shipments as lists of the whole organization show them (3.10b)."""
    rows = _rows(world, ids)
    items = _items(world, ids)
    addresses = shown_addresses(
        world, [row["shipping_address_id"] for row in rows if row["shipping_address_id"]]
    )
    return [
        wire.spelled(row, _GLOBAL)
        | {
            "ship_date": wire.instant(row["ship_date"]),
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
    taken = _taken(world, [row["id"] for row in rows])
    grouped: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        grouped.setdefault(row["shipment_id"], []).append(
            {
                "id": row["id"],
                "count": spell_decimal(row["count"]),
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
                "count": spell_decimal(abs(row["change"])),
                "change": spell_decimal(row["change"]),
                "reason": row["reason"],
            }
        )
    return grouped
