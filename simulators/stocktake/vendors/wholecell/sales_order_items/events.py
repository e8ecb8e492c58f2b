"""What people do with order items in the web UI. Source: docs/reference/wholecell.md 7.1, 8.5."""

from typing import Any

from stocktake.core.errors import Conflict, NotFound
from stocktake.core.world import World
from stocktake.vendors.wholecell.catalog.input import read_variation
from stocktake.vendors.wholecell.catalog.rows import oldest_with_sku, sku_of
from stocktake.vendors.wholecell.sales_orders.rows import changing, find_order, units_on
from stocktake.vendors.wholecell.wire import Row

from .rows import add_item, change_item, items_of, remove_items


def match_order_items(world: World, **named: Any) -> dict[str, Any]:
    """Update an order's items to match its committed units: each gets the committed quantity."""
    order = find_order(world, **named)["id"]
    if not units_on(world, order):
        raise Conflict(f"no unit is committed to order {order}")
    with changing(world, order):
        items = items_of(world, order)
        for item in items:
            change_item(world, item["id"], quantity=item["committed_quantity"])
        remove_items(world, [item["id"] for item in items if not item["committed_quantity"]])
        last = max((item["position"] for item in items), default=0)
        for unit in units_on(world, order):
            if unit["order_item_id"] is None:
                _give_item(world, order, unit, position=last + 1)
    shown = items_of(world, order)
    return {
        "id": order,
        "items": [{name: item[name] for name in ("id", "sku", "quantity")} for item in shown],
    }


def refresh_item(world: World, *, item_id: int | None = None, **named: Any) -> dict[str, Any]:
    """Press Refresh on an item of unknown SKU: it is connected if the catalog has the SKU now.

    Without an item, on all of an order.
    """
    if item_id is None:
        order = find_order(world, **named)["id"]
        shown = [refresh_item(world, item_id=item["id"]) for item in items_of(world, order)]
        return {"id": order, "items": shown}
    item = _require_item(world, item_id)
    variation = item["product_variation_id"]
    if variation is None and item["sku"] is not None:
        variation = oldest_with_sku(world, item["sku"])
        with changing(world, item["sales_order_id"]):
            change_item(world, item_id, product_variation_id=variation)
    return {"id": item_id, "product_variation_id": variation}


def connect_item(world: World, *, item_id: int, **product: Any) -> dict[str, Any]:
    """Connect an item to a variation; from then on it has that variation's SKU."""
    item = _require_item(world, item_id)
    if item["committed_quantity"]:
        raise Conflict(f"units are committed to item {item_id}")
    variation = read_variation(world, product, current=None)
    if variation is None:
        raise NotFound("no variation is named")
    sku = sku_of(world, variation) or item["sku"]
    with changing(world, item["sales_order_id"]):
        change_item(world, item_id, product_variation_id=variation, sku=sku)
    return {"id": item_id, "product_variation_id": variation}


def _require_item(world: World, item_id: int) -> Row:
    order = world.value(
        "SELECT sales_order_id FROM wholecell_sales_order_item WHERE id = ?", (item_id,)
    )
    if order is None:
        raise NotFound(f"no item {item_id}")
    return next(item for item in items_of(world, order) if item["id"] == item_id)


def _give_item(world: World, order_id: int, unit: Row, *, position: int) -> None:
    """Put a unit without an item on one of its variation, a new one if there is none."""
    variation = unit["product_variation_id"]
    for item in items_of(world, order_id):
        if item["product_variation_id"] == variation:
            change_item(world, item["id"], quantity=item["quantity"] + 1)
            world.update("wholecell_inventory", unit["id"], order_item_id=item["id"])
            return
    made = add_item(
        world, order_id, position=position, sku=sku_of(world, variation), quantity=1,
        product_variation_id=variation, sale_price=unit["sale_price"],
    )  # fmt: skip
    world.update("wholecell_inventory", unit["id"], order_item_id=made)


EVENTS = (match_order_items, refresh_item, connect_item)
