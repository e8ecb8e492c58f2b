"""Line items: from an entry of a body to columns. Source: docs/reference/wherefour.md 5.6, 5.8."""

from collections.abc import Mapping
from typing import Any

from stocktake.core.world import World
from stocktake.dialects.rails import invalid
from stocktake.vendors.wherefour import wire

Item = Mapping[str, Any]

_ITEM = """
SELECT i.id, i.name, i.sku, i.price, c.name AS category_name FROM wherefour_inventory i
LEFT JOIN wherefour_category c ON c.id = i.category_id
"""
# Two statements, so that each finds its index among many thousand items.
_ITEM_BY_ID = _ITEM + "WHERE i.id = ?"
_ITEMS_BY_SKU = _ITEM + "WHERE i.sku = ? AND NOT i.retired LIMIT 2"


def read_line(world: World, entry: wire.Body, *, field: str) -> dict[str, Any]:
    """Return the columns of a new line; `field` is the key of the body with its entry."""
    item = _find_item(world, entry, field=field)
    count = read_count(entry, field=field)
    price = _read_price(entry, field=field)
    return {**_copy(item), "count": count, "cost": item["price"] if price is None else price}


def read_changes(
    world: World, row: Mapping[str, Any], entry: wire.Body, *, field: str
) -> dict[str, Any]:
    """Return the columns of a line that an entry changes (5.8)."""
    columns: dict[str, Any] = {}
    if wire.read_text(entry, "inventory_id") or wire.read_text(entry, "sku"):
        item = _find_item(world, entry, field=field)
        if item["id"] != row["inventory_id"]:
            columns |= _copy(item) | {"cost": item["price"]}
    if "count" in entry:
        columns["count"] = read_count(entry, field=field)
    price = _read_price(entry, field=field)
    return columns if price is None else columns | {"cost": price}


def read_count(entry: wire.Body, *, field: str) -> int:
    """Return the count of a line or custom line; refuse an entry without it."""
    count = wire.read_amount(entry, "count", field=f"{field}.count")
    if count is None:
        raise invalid(f"{field}.count", "is not a number")
    return count


def _read_price(entry: wire.Body, *, field: str) -> int | None:
    # The override counts even when it is 0, unit_price never (5.6).
    return wire.read_amount(entry, "override_unit_price", field=f"{field}.override_unit_price")


def _find_item(world: World, entry: wire.Body, *, field: str) -> Item:
    """Return the item that an entry names by id or by a SKU that only one item has (5.8)."""
    inventory_id, sku = wire.read_id(entry, "inventory_id"), wire.read_text(entry, "sku")
    if inventory_id is None and sku is None:
        raise invalid(f"{field}.inventory_id", "can't be blank")
    if inventory_id is not None:
        found = world.find(_ITEM_BY_ID, (inventory_id,))
        if found is None:
            raise invalid(f"{field}.inventory_id", "must exist")
        return found
    # With two items of one SKU it is open which is meant: the line is refused (5.8).
    rows = world.all(_ITEMS_BY_SKU, (sku,))
    if len(rows) != 1:
        reason = "matches more than one item" if rows else "must exist"
        raise invalid(f"{field}.sku", reason)
    return rows[0]


def _copy(item: Item) -> dict[str, Any]:
    """Return what a line keeps of its item as it is now."""
    return {
        "inventory_id": item["id"],
        "name": item["name"],
        "sku": item["sku"],
        "category_name": item["category_name"],
    }
