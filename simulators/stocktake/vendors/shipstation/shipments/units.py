"""Which units of an order a label, or a new order, takes.

Source: docs/reference/channels.md 4.2.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.errors import Conflict
from stocktake.core.world import World

Row = Mapping[str, Any]
Units = list[tuple[Row, int]]
"""Items of an order, and how many of each."""


def units_left(world: World, order_id: int) -> Units:
    """Return the units of an order that are on no live label."""
    items = world.all(
        "SELECT i.*, d.ordered - d.shipped AS remaining FROM shipstation_order_item i"
        " JOIN shipstation_demand d ON d.item_id = i.id WHERE i.order_id = ? ORDER BY i.id",
        (order_id,),
    )
    return [(item, item["remaining"]) for item in items if item["remaining"] > 0]


def all_units(world: World, order_id: int) -> Units:
    """Return all units of an order."""
    items = world.all(
        "SELECT * FROM shipstation_order_item WHERE order_id = ? AND NOT adjustment ORDER BY id",
        (order_id,),
    )
    return [(item, item["quantity"]) for item in items if item["quantity"] > 0]


def pick(units: Units, wanted: Sequence[Row]) -> Units:
    """Return the units that are wanted, by SKU or lineItemKey; Conflict when there are fewer."""
    left = {item["id"]: count for item, count in units}
    picked: dict[int, int] = {}
    for each in wanted:
        missing = each.get("quantity", 1)
        for item, _ in units:
            if _is_meant(item, each):
                taken = min(missing, left[item["id"]])
                left[item["id"]] -= taken
                picked[item["id"]] = picked.get(item["id"], 0) + taken
                missing -= taken
        if missing:
            name = each.get("line_item_key") or each.get("sku")
            raise Conflict(f"the order has not so many units of {name!r} left: {missing} too few")
    return [(item, picked[item["id"]]) for item, _ in units if picked.get(item["id"])]


def _is_meant(item: Row, wanted: Row) -> bool:
    names = [name for name in ("sku", "line_item_key") if name in wanted]
    return bool(names) and all(item[name] == wanted[name] for name in names)
