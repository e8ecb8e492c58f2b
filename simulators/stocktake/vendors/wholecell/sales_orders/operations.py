"""The operations on sales orders. Source: docs/reference/wholecell.md 7.2."""

from typing import Any

from stocktake.core.simulator import Call, Page, Reply
from stocktake.core.world import World
from stocktake.vendors.wholecell import ids, lists, wire

from .input import read_order
from .rows import require_order, save_order
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


def list_sales_orders(
    world: World,
    call: Call,
    *,
    page: str | None = None,
    per_page: str | None = None,
    **filters: str,
) -> Page:
    """List orders, newest first, those that match all filters (7.2)."""
    return lists.list_page(
        world, "wholecell_sales_order t", conditions=_CONDITIONS, filters=filters,
        page=page, per_page=per_page, show=show_orders,
    )  # fmt: skip


def create_sales_order(world: World, call: Call, *, body: dict[str, Any]) -> Reply:
    """Add an order, of known and unknown SKUs alike (7.2)."""
    made = ids.next_id(world, "wholecell_sales_order")
    save_order(world, made, None, read_order(world, body, None))
    return wire.render_one(world, show_orders(world, [made])[0], status=201)


def get_sales_order(world: World, call: Call, *, sales_order_id: int) -> Reply:
    """Show one order (7.2)."""
    order = require_order(world, sales_order_id)
    return wire.render_one(world, show_orders(world, [order["id"]])[0])


def update_sales_order(
    world: World, call: Call, *, sales_order_id: int, body: dict[str, Any]
) -> Reply:
    """Change an order; its `updated_at` moves in any case (7.2)."""
    order = require_order(world, sales_order_id)
    save_order(world, sales_order_id, order, read_order(world, body, order))
    return wire.render_one(world, show_orders(world, [sales_order_id])[0])


HANDLERS = (list_sales_orders, create_sales_order, get_sales_order, update_sales_order)
