"""The operations on inventory items: 2, 3 and 6. Source: docs/reference/wherefour.md 3.4 and 4."""

import json
from collections.abc import Sequence
from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.vendors.wherefour import lists, wire

from .input import read_item
from .rows import note_name, record_carriers
from .shown import shown_items

# Two statements, so that each finds its index among many thousand items.
_NAMED = "FROM wherefour_inventory WHERE instr(folded_name, :name)"
_WITH_SKU = "FROM wherefour_inventory WHERE sku IN (SELECT value FROM json_each(:skus))"


def get_inventory_items(world: World, call: Call, **query: str) -> Page:
    """List all items, retired ones too, those changed at or after `updated_at` (4, operation 2)."""
    return lists.show_changed(world, "FROM wherefour_inventory", show=shown_items, **query)


def add_item(world: World, body: wire.Body) -> int:
    """Write a new item; return its id."""
    columns = read_item(world, body)
    with record_carriers(world, columns.get("sku")):
        item_id = world.insert(
            "wherefour_inventory", **columns, created_at=world.now, updated_at=world.now
        )
    note_name(world, item_id)
    return item_id


def create_inventory_item(world: World, call: Call, *, body: wire.Body) -> Any:
    """Add an item without stock (4, operation 3).

    `rate` is kept and never shown; SKUs may repeat, names may not.
    """
    return shown_items(world, [add_item(world, body)])[0]


def search_inventory(
    world: World, call: Call, *, name: str | None = None, sku_list: Sequence[str] = (), **query: str
) -> Page:
    """Find items by a part of the name, exact names first, else by whole SKU (4, operation 6)."""
    return lists.show_page(
        world, _NAMED if name else _WITH_SKU,
        order="folded_name <> :name, id",
        values={"name": name.casefold() if name else None, "skus": json.dumps(list(sku_list))},
        show=shown_items, **query,
    )  # fmt: skip


HANDLERS = (get_inventory_items, create_inventory_item, search_inventory)
