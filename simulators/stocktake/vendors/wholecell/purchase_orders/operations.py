"""The operations on purchase orders. Source: docs/reference/wholecell.md 6."""

from typing import Any

from stocktake.core.simulator import Call, Page, Reply
from stocktake.core.world import World
from stocktake.vendors.wholecell import lists, wire
from stocktake.vendors.wholecell.errors import not_found

from .rows import add_order, change_order, exists
from .shown import show_orders

_CONDITIONS = {
    "status": "t.status_id = (SELECT id FROM wholecell_status"
    " WHERE kind = 'PurchaseOrder' AND title = :status)",
    "vendor": "t.vendor_id = (SELECT id FROM wholecell_organization WHERE name = :vendor)",
    **lists.TIME_FILTERS,
}


def list_purchase_orders(world: World, call: Call, **query: str) -> Page:
    """List purchase orders, newest first, those that match all filters (6)."""
    return lists.list_page(
        world, "wholecell_purchase_order t", query, conditions=_CONDITIONS, show=show_orders
    )


def create_purchase_order(world: World, call: Call, *, body: dict[str, Any]) -> Reply:
    """Add an order; nothing has come in on it yet (6)."""
    made = add_order(world, body)
    return wire.render_one(world, show_orders(world, [made])[0], status=201)


def get_purchase_order(world: World, call: Call, *, purchase_order_id: int) -> Reply:
    """Show one order, with what has come in on it (6)."""
    if not exists(world, purchase_order_id):
        raise not_found()
    return wire.render_one(world, show_orders(world, [purchase_order_id])[0])


def update_purchase_order(
    world: World, call: Call, *, purchase_order_id: int, body: dict[str, Any]
) -> Reply:
    """Change an order; its units are changed one by one elsewhere (6)."""
    change_order(world, purchase_order_id, body)
    return wire.render_one(world, show_orders(world, [purchase_order_id])[0])


HANDLERS = (
    list_purchase_orders,
    create_purchase_order,
    get_purchase_order,
    update_purchase_order,
)
