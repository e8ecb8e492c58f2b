"""The operations on units. Source: docs/reference/wholecell.md 2.2, 2.3."""

from typing import Any

from stocktake.core.simulator import Call, Page, Reply
from stocktake.core.world import World
from stocktake.vendors.wholecell import lists, wire

from .rows import change_unit, receive_units, require_unit
from .shown import show_units

FILTERS = {
    "status": "t.status_id = (SELECT id FROM wholecell_status"
    " WHERE kind = 'Inventory' AND title = :status)",
    "location": "t.location_id = (SELECT id FROM wholecell_location WHERE name = :location)",
    "warehouse": "t.location_id IN (SELECT l.id FROM wholecell_location l"
    " JOIN wholecell_warehouse w ON w.id = l.warehouse_id WHERE w.name = :warehouse)",
    "esn": "t.esn = :esn",
    "hex_id": "t.hex_id = :hex_id",
    "sku": "t.product_variation_id IN (SELECT id FROM wholecell_product_variation"
    " WHERE sku = :sku)",
    "purchase_order_id": "t.purchase_order_id = :purchase_order_id",
    "order_id": "t.order_id = :order_id",
    **lists.TIME_FILTERS,
}


def list_inventories(world: World, call: Call, **query: str) -> Page:
    """List units, newest first, those that match all filters (2.2)."""
    return list_units(world, query)


def list_units(world: World, query: lists.Query) -> Page:
    """Return a page of units by the parameters of `list_inventories`."""
    return lists.list_page(
        world, "wholecell_inventory t", query, conditions=FILTERS, show=show_units
    )


def create_inventory(world: World, call: Call, *, body: dict[str, Any]) -> Reply:
    """Receive a unit on its purchase order (2.3, 6)."""
    received = receive_units(world, [body], purchase_order_id=body["purchase_order_id"])
    return wire.render_one(world, show_units(world, received)[0], status=201)


def get_inventory(world: World, call: Call, *, inventory_id: int) -> Reply:
    """Show one unit (2.3)."""
    unit = require_unit(world, inventory_id)
    return wire.render_one(world, show_units(world, [unit["id"]])[0])


def update_inventory(world: World, call: Call, *, inventory_id: int, body: dict[str, Any]) -> Reply:
    """Change a unit (2.3)."""
    change_unit(world, require_unit(world, inventory_id), body)
    return wire.render_one(world, show_units(world, [inventory_id])[0])


HANDLERS = (list_inventories, create_inventory, get_inventory, update_inventory)
