"""Inventories: one unit is one serialized device. Source: docs/reference/wholecell.md 2."""

from collections.abc import Mapping
from typing import Any

from stocktake.core.simulator import Call, Page, Reply
from stocktake.core.world import World

from . import lists, wire
from .errors import not_found
from .receiving import receive
from .unit_input import columns_of
from .units import noted, shown_units

CONDITIONS = {
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
    **lists.MOMENTS,
}


def list_inventories(
    world: World,
    call: Call,
    *,
    page: str | None = None,
    per_page: str | None = None,
    **wanted: str,
) -> Page:
    """List units, newest first, those that every filter keeps (2.2)."""
    return filtered_units(world, wanted, page=page, per_page=per_page)


def filtered_units(
    world: World, wanted: Mapping[str, str], *, page: str | None, per_page: str | None
) -> Page:
    """Return a page of the units that filters keep."""
    return lists.listed(
        world, "wholecell_inventory t", conditions=CONDITIONS, wanted=wanted,
        page=page, per_page=per_page, show=shown_units,
    )  # fmt: skip


def create_inventory(world: World, call: Call, *, body: dict[str, Any]) -> Reply:
    """Receive a unit on its purchase order (2.3, 6)."""
    made = receive(world, [body], purchase_order_id=body["purchase_order_id"])
    return wire.single(world, shown_units(world, made)[0], status=201)


def get_inventory(world: World, call: Call, *, inventory_id: int) -> Reply:
    """Show one unit (2.3)."""
    _unit(world, inventory_id)
    return wire.single(world, shown_units(world, [inventory_id])[0])


def update_inventory(world: World, call: Call, *, inventory_id: int, body: dict[str, Any]) -> Reply:
    """Change a unit; its `updated_at` moves whatever the body says (2.3)."""
    unit = _unit(world, inventory_id)
    columns = columns_of(world, body, unit)
    with noted(world, [inventory_id], reference=unit["hex_id"]):
        world.update("wholecell_inventory", inventory_id, updated_at=world.now, **columns)
    return wire.single(world, shown_units(world, [inventory_id])[0])


def _unit(world: World, inventory_id: int) -> dict[str, Any]:
    unit = world.find("SELECT * FROM wholecell_inventory WHERE id = ?", (inventory_id,))
    if unit is None:
        raise not_found()
    return unit


HANDLERS = (list_inventories, create_inventory, get_inventory, update_inventory)
