"""What warehouse staff do with stock and no operation of version 1 does.

Source: docs/reference/whiplash.md 2.1, 2.3, 2.5, 2.6. The events themselves are this suite's.
"""

from typing import Any

from stocktake.core.errors import Conflict, NotFound
from stocktake.core.world import World
from stocktake.vendors.whiplash.items.rows import change_item
from stocktake.vendors.whiplash.orders.assignment import reassign
from stocktake.vendors.whiplash.web_hooks.callbacks import send_inventory_changed

from .ledger import note_stock
from .rows import describe_adjusted, move_shelf, record_transaction, units_on_shelf

Row = dict[str, Any]


def adjust_inventory(
    world: World,
    *,
    change: int,
    warehouse: str | None = None,
    sku: str | None = None,
    item_id: int | None = None,
) -> dict[str, Any]:
    """Correct an item's units in a warehouse, the customer's default one when none is named."""
    item = find_stocked_item(world, sku=sku, item_id=item_id)
    warehouse_id = find_warehouse(world, item, warehouse)
    if units_on_shelf(world, item["id"], warehouse_id) + change < 0:
        raise Conflict("there are not that many units on the shelf")
    transaction_id = record_transaction(
        world, item["id"],
        change=change, description=describe_adjusted(world, change), warehouse_id=warehouse_id,
    )  # fmt: skip
    send_inventory_changed(world, item["id"])
    return world.one(
        "SELECT id AS transaction_id, item_id, quantity FROM whiplash_item_transaction"
        " WHERE id = ?",
        (transaction_id,),
    )


def move_inventory(
    world: World,
    *,
    quantity: int,
    from_warehouse: str,
    to_warehouse: str,
    sku: str | None = None,
    item_id: int | None = None,
) -> dict[str, Any]:
    """Move units to another warehouse; the item's quantity stays, so there is no transaction."""
    item = find_stocked_item(world, sku=sku, item_id=item_id)
    source = find_warehouse(world, item, from_warehouse)
    target = find_warehouse(world, item, to_warehouse)
    if units_on_shelf(world, item["id"], source) < quantity:
        raise Conflict("there are not that many units on the shelf")
    for warehouse_id, by in ((source, -quantity), (target, quantity)):
        move_shelf(world, item["id"], warehouse_id, by=by)
        note_stock(world, item["id"], warehouse_id, delta=by, reference=None)
    reassign(world, item["customer_id"])
    return {"item_id": item["id"], "moved": quantity}


def set_available(
    world: World, *, available: bool, sku: str | None = None, item_id: int | None = None
) -> dict[str, Any]:
    """Set the switch `Process Orders` of an item."""
    item = find_stocked_item(world, sku=sku, item_id=item_id)
    change_item(world, item, {"available": int(available)})
    return {"item_id": item["id"], "available": available}


def rename_item(world: World, *, sku: str, to: str) -> dict[str, Any]:
    """Give the item or bundle of an SKU another one; another item may have it already.

    Lines of orders keep the SKU that they were made with.
    """
    item = _find_item(world, sku=sku, item_id=None)
    change_item(world, item, {"sku": to})
    return {"item_id": item["id"], "sku": to}


def find_stocked_item(world: World, *, sku: str | None, item_id: int | None) -> Row:
    """Return the item that an event names by SKU or id; never a bundle, which has no stock.

    NotFound when there is none, Conflict when there are two or it is a bundle.
    """
    item = _find_item(world, sku=sku, item_id=item_id)
    if item["is_bundle"]:
        raise Conflict("a bundle has no stock of its own: name a component")
    return item


def _find_item(world: World, *, sku: str | None, item_id: int | None) -> Row:
    found = world.all(
        "SELECT * FROM whiplash_item WHERE id = ?1 OR (sku = ?2 AND deactivated_at IS NULL)"
        " LIMIT 2",
        (item_id, sku),
    )
    if not found:
        raise NotFound(f"no item {item_id or sku!r}")
    if len(found) > 1:
        raise Conflict(f"more than one item is {sku!r}")
    return found[0]


def find_warehouse(world: World, item: Row, name: str | None) -> int:
    """Return a warehouse that the item's customer may use, by name; the default one for None.

    NotFound when there is none.
    """
    found = world.value(
        "SELECT w.id FROM whiplash_customer_warehouse c"
        " JOIN whiplash_warehouse w ON w.id = c.warehouse_id"
        " JOIN whiplash_customer owner ON owner.id = c.customer_id"
        " WHERE c.customer_id = ?1 AND w.name = ?2"
        " OR c.customer_id = ?1 AND ?2 IS NULL AND w.id = owner.default_warehouse_id",
        (item["customer_id"], name),
    )
    if found is None:
        raise NotFound(f"no warehouse {name!r}")
    return int(found)


EVENTS = (adjust_inventory, move_inventory, set_available, rename_item)
