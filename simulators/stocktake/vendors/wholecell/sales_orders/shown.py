"""Sales orders as the wire shows them. Source: docs/reference/wholecell.md 7.2."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.wholecell import wire
from stocktake.vendors.wholecell.catalog.shown import show_variations
from stocktake.vendors.wholecell.wire import Row

_ORDERS = """
SELECT o.*, s.title AS status, c.name AS customer
FROM wholecell_sales_order o
JOIN wholecell_status s ON s.id = o.status_id
LEFT JOIN wholecell_organization c ON c.id = o.customer_id
WHERE o.id IN (SELECT value FROM json_each(?))
"""
# A second item comes right below its original (8.5).
_ITEMS = """
SELECT li.*, (SELECT count(*) FROM wholecell_inventory i
  WHERE i.order_id = li.sales_order_id AND i.order_item_id = li.id) AS committed_quantity
FROM wholecell_sales_order_item li
LEFT JOIN wholecell_sales_order_item above ON above.id = li.original_item_id
WHERE li.sales_order_id IN (SELECT value FROM json_each(?))
ORDER BY coalesce(above.position, li.position), li.original_item_id IS NOT NULL, li.position, li.id
"""
_UNITS = """
SELECT id, esn, hex_id, order_id, order_item_id, sale_price FROM wholecell_inventory
WHERE order_id IN (SELECT value FROM json_each(?)) ORDER BY committed_at, id
"""
_SHIPMENTS = """
SELECT * FROM wholecell_shipment
WHERE sales_order_id IN (SELECT value FROM json_each(?)) ORDER BY id
"""
_UNIT_KEYS = ("id", "esn", "hex_id", "order_item_id", "sale_price")
_SHIPMENT_KEYS = ("id", "carrier", "service", "tracking_number")


def show_orders(world: World, orders: Sequence[int]) -> list[Row]:
    """Return orders as the wire shows them, in the order of their ids in `orders`."""
    wanted = (json.dumps(list(orders)),)
    zone = wire.read_zone(world)
    items = _group(world.all(_ITEMS, wanted), "sales_order_id")
    units = _group(world.all(_UNITS, wanted), "order_id")
    shipments = _group(world.all(_SHIPMENTS, wanted), "sales_order_id")
    named = {item["product_variation_id"] for group in items.values() for item in group}
    variations = show_variations(world, sorted(named - {None}))
    by_id = {
        row["id"]: _show_order(
            row,
            zone,
            items=[_show_item(item, variations) for item in items[row["id"]]],
            units=units[row["id"]],
            shipments=[_show_shipment(each, zone) for each in shipments[row["id"]]],
        )
        for row in world.all(_ORDERS, wanted)
    }
    return [by_id[identifier] for identifier in orders]


def _group(rows: Sequence[Row], key: str) -> defaultdict[int, list[Row]]:
    groups: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[key]].append(row)
    return groups


def _show_order(
    row: Row, zone: str, *, items: list[Row], units: list[Row], shipments: list[Row]
) -> Row:
    customer = {"id": row["customer_id"], "name": row["customer"]}
    return {
        "id": row["id"],
        "transaction_number": row["transaction_number"],
        "channel": row["channel"],
        "status": row["status"],
        "customer": customer if row["customer_id"] else None,
        "shipping_address": _read_map(row["shipping_address"]),
        "billing_address": _read_map(row["billing_address"]),
        "notes": row["notes"],
        "total": _total(items, units),
        "created_at": wire.spell_time(row["created_at"], zone),
        "updated_at": wire.spell_time(row["updated_at"], zone),
        "shipped_at": wire.spell_time(row["shipped_at"], zone),
        "items": items,
        "inventories": [{name: unit[name] for name in _UNIT_KEYS} for unit in units],
        "shipments": shipments,
    }


def _show_item(item: Row, variations: Mapping[int, Row]) -> Row:
    variation = item["product_variation_id"]
    return {
        "id": item["id"],
        "sku": item["sku"],
        "description": item["description"],
        "product_variation": None if variation is None else variations[variation],
        "quantity": item["quantity"],
        "sale_price": item["sale_price"],
        "committed_quantity": item["committed_quantity"],
    }


def _show_shipment(row: Row, zone: str) -> Row:
    named = {name: row[name] for name in _SHIPMENT_KEYS}
    return named | {"shipped_at": wire.spell_time(row["shipped_at"], zone)}


def _read_map(text: str | None) -> Any:
    return None if text is None else json.loads(text)


def _total(items: Sequence[Row], units: Sequence[Row]) -> int:
    """Add up the items, and the units that fill none of them."""
    ordered: int = sum(item["quantity"] * (item["sale_price"] or 0) for item in items)
    return ordered + sum(unit["sale_price"] or 0 for unit in units if not unit["order_item_id"])
