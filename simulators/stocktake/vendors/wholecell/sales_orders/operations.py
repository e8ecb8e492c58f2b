"""The operations on sales orders. Source: docs/reference/wholecell.md 7.2."""

from typing import Any

from stocktake.core.simulator import Call, Page, Reply
from stocktake.core.world import World
from stocktake.vendors.wholecell import lists, wire

from .rows import add_order, change_order, require_order
from .shown import show_orders

_CONDITIONS = {
    "status": "t.status_id = (SELECT id FROM wholecell_status"
    " WHERE kind = 'SalesOrder' AND title = :status)",
    "channel": "t.channel = :channel",
    "transaction_number": "t.transaction_number = :transaction_number",
    "customer": "t.customer_id IN (SELECT id FROM wholecell_organization"
    " WHERE name = :customer OR CAST(id AS TEXT) = :customer)",
    **lists.TIME_FILTERS,
}


def list_sales_orders(world: World, call: Call, **query: str) -> Page:
    """List orders, newest first, those that match all filters (7.2)."""
    return lists.list_page(
        world, "wholecell_sales_order t", query, conditions=_CONDITIONS, show=show_orders
    )


def create_sales_order(world: World, call: Call, *, body: dict[str, Any]) -> Reply:
    """Add an order, of known and unknown SKUs alike (7.2)."""
    made = add_order(world, body)
    return wire.render_one(world, show_orders(world, [made])[0], status=201)


def get_sales_order(world: World, call: Call, *, sales_order_id: int) -> Reply:
    """Show one order (7.2)."""
    order = require_order(world, sales_order_id)
    return wire.render_one(world, show_orders(world, [order["id"]])[0])


def update_sales_order(
    world: World, call: Call, *, sales_order_id: int, body: dict[str, Any]
) -> Reply:
    """Change an order, at least its `updated_at` (7.2)."""
    change_order(world, require_order(world, sales_order_id), body)
    return wire.render_one(world, show_orders(world, [sales_order_id])[0])


HANDLERS = (list_sales_orders, create_sales_order, get_sales_order, update_sales_order)
