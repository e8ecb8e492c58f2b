"""An item's quantities in each warehouse. Source: docs/reference/whiplash.md 2.6."""

from typing import Any

from stocktake.core.simulator import Call
from stocktake.core.world import World
from stocktake.vendors.whiplash.items.rows import find_item, require_by_originator

from .levels import Level, levels_of

_SHOWN = (
    "id", "name", "shipping_address_1", "shipping_address_2", "shipping_city", "shipping_state",
    "shipping_zip", "shipping_country", "shipping_country_iso2", "email", "latitude", "longitude",
)  # fmt: skip


def show_warehouse_quantities(world: World, item: dict[str, Any]) -> list[Any]:
    """Return the warehouses of an item's customer, each with the item's three quantities."""
    levels = levels_of(world, item["id"])
    rows = world.all(
        "SELECT w.* FROM whiplash_warehouse w JOIN whiplash_customer_warehouse c"
        " ON c.warehouse_id = w.id WHERE c.customer_id = ? ORDER BY w.id",
        (item["customer_id"],),
    )
    return [
        {name: row[name] for name in _SHOWN} | _show_level(levels.get(row["id"], Level()))
        for row in rows
    ]


def _show_level(level: Level) -> dict[str, int]:
    return {
        "quantity": level.shelf,
        "projected_quantity": level.projected,
        "sellable_quantity": level.sellable,
    }


def list_warehouse_quantities(world: World, call: Call, *, item_id: int) -> list[Any]:
    """Show an item's quantities in every warehouse that the customer may use."""
    return show_warehouse_quantities(world, find_item(world, call.account, item_id))


def list_warehouse_quantities_by_originator(
    world: World, call: Call, *, original_id: str
) -> list[Any]:
    """Show the quantities of the item that a shop knows by this id."""
    return show_warehouse_quantities(world, require_by_originator(world, call.account, original_id))


HANDLERS = (list_warehouse_quantities, list_warehouse_quantities_by_originator)
