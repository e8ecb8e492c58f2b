"""The items of an order as rows. Source: docs/reference/wholecell.md 7.1, 7.2."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.wholecell import ids
from stocktake.vendors.wholecell.wire import Columns, Row

_TABLE = "wholecell_sales_order_item"


@dataclass(frozen=True, slots=True)
class Item:
    """What an item shall become; `id` is None for a new one."""

    id: int | None
    columns: Columns


def items_of(world: World, order_id: int) -> list[Row]:
    """Return an order's items, each with the number of units committed to it."""
    return world.all(
        "SELECT li.*, v.sku AS variation_sku, (SELECT count(*) FROM wholecell_inventory i"
        " WHERE i.order_id = li.sales_order_id AND i.order_item_id = li.id) AS committed_quantity"
        " FROM wholecell_sales_order_item li"
        " LEFT JOIN wholecell_product_variation v ON v.id = li.product_variation_id"
        " WHERE li.sales_order_id = ? ORDER BY li.position, li.id",
        (order_id,),
    )


def save_items(world: World, order_id: int, items: Sequence[Item]) -> None:
    """Make these an order's items: update those with an id, add the others, delete the rest."""
    kept = {item.id for item in items}
    remove_items(world, [row["id"] for row in items_of(world, order_id) if row["id"] not in kept])
    for position, item in enumerate(items, 1):
        if item.id is None:
            add_item(world, order_id, position=position, **item.columns)
        else:
            change_item(world, item.id, **{"position": position, **item.columns})


def add_item(world: World, order_id: int, **columns: Any) -> int:
    """Add an item to an order; return its id."""
    made = ids.next_id(world, _TABLE)
    return world.insert(_TABLE, id=made, sales_order_id=order_id, **columns)


def change_item(world: World, item_id: int, **columns: Any) -> None:
    """Change columns of an item."""
    world.update(_TABLE, item_id, **columns)


def remove_items(world: World, items: Sequence[int]) -> None:
    """Delete items; their units stay on the order, their second items stand alone from then on."""
    for item in items:
        world.run(
            "UPDATE wholecell_sales_order_item SET original_item_id = NULL"
            " WHERE original_item_id = ?",
            (item,),
        )
        world.run("DELETE FROM wholecell_sales_order_item WHERE id = ?", (item,))
