"""What the people of a Whiplash warehouse do and no operation of V1 does.

Source: docs/reference/whiplash.md 2.1, 2.5, 2.6; the events themselves are this suite's.
"""

from typing import Any

from stocktake.core.errors import Conflict, NotFound
from stocktake.core.world import World

from . import hooks, stock
from .assignment import reassign
from .items import change_item
from .recording import adjusted, record_transaction


def adjust_inventory(
    world: World,
    *,
    change: int,
    warehouse: str | None = None,
    sku: str | None = None,
    item_id: int | None = None,
) -> dict[str, Any]:
    """Correct what lies in a warehouse, the customer's own when none is named."""
    item = found_item(world, sku=sku, item_id=item_id)
    place = found_warehouse(world, item, warehouse)
    if stock.on_shelf(world, item["id"], place) + change < 0:
        raise Conflict("that many do not lie there")
    made = record_transaction(
        world, item["id"],
        change=change, description=adjusted(world, change), warehouse_id=place,
    )  # fmt: skip
    hooks.inventory_changed(world, item["id"])
    return world.one(
        "SELECT id AS transaction_id, item_id, quantity FROM whiplash_item_transaction"
        " WHERE id = ?",
        (made,),
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
    """Carry units to another warehouse; the item's quantity stays, so no transaction says so."""
    item = found_item(world, sku=sku, item_id=item_id)
    source = found_warehouse(world, item, from_warehouse)
    target = found_warehouse(world, item, to_warehouse)
    if stock.on_shelf(world, item["id"], source) < quantity:
        raise Conflict("that many do not lie there")
    for place, by in ((source, -quantity), (target, quantity)):
        stock.move_shelf(world, item["id"], place, by=by)
        stock.note_stock(world, item["id"], place, delta=by, reference=None)
    reassign(world, item["customer_id"])
    return {"item_id": item["id"], "moved": quantity}


def set_available(
    world: World, *, available: bool, sku: str | None = None, item_id: int | None = None
) -> dict[str, Any]:
    """Turn the switch `Process Orders` of an item."""
    item = found_item(world, sku=sku, item_id=item_id)
    change_item(world, item, {"available": int(available)})
    return {"item_id": item["id"], "available": available}


def found_item(world: World, *, sku: str | None, item_id: int | None) -> dict[str, Any]:
    """Return the one item that an event means, by SKU or id; bundles are never on a shelf."""
    found = world.all(
        "SELECT * FROM whiplash_item WHERE id = ?1 OR (sku = ?2 AND deactivated_at IS NULL)"
        " LIMIT 2",
        (item_id, sku),
    )
    if not found:
        raise NotFound(f"no item {item_id or sku!r}")
    if len(found) > 1:
        raise Conflict(f"more than one item is {sku!r}")
    if found[0]["is_bundle"]:
        raise Conflict("a bundle is on no shelf: name a component")
    return found[0]


def found_warehouse(world: World, item: dict[str, Any], name: str | None) -> int:
    """Return a warehouse that the item's customer may use, by name; its own when None."""
    customer = item["customer_id"]
    found = world.value(
        "SELECT w.id FROM whiplash_customer_warehouse c"
        " JOIN whiplash_warehouse w ON w.id = c.warehouse_id"
        " JOIN whiplash_customer owner ON owner.id = c.customer_id"
        " WHERE c.customer_id = ?1 AND w.name = ?2"
        " OR c.customer_id = ?1 AND ?2 IS NULL AND w.id = owner.default_warehouse_id",
        (customer, name),
    )
    if found is None:
        raise NotFound(f"no warehouse {name!r}")
    return int(found)
