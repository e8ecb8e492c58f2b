"""The operations on orders: 13 to 15 and 19 to 21. Source: docs/reference/wherefour.md 1.7, 4."""

from collections.abc import Mapping
from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.dialects.rails import save
from stocktake.vendors.wherefour import lists, wire
from stocktake.vendors.wherefour.customers.rows import require_customer
from stocktake.vendors.wherefour.shipments.rows import complete_cut_order

from .input import read_changes, read_order
from .ledger import demand_of
from .lists import read_filters
from .rows import order_of_customer, write_lines
from .shown import shown_orders

Row = Mapping[str, Any]

_OF_CUSTOMER = "FROM wherefour_order WHERE customer_id = :customer"
_NUMBERED = "FROM wherefour_order WHERE order_number = :number"


def list_orders(
    world: World, call: Call, *, customer_id: int, updated_at: str | None = None, **query: str
) -> Page:
    """List a customer's orders, those changed at or after `updated_at` (4, operation 13)."""
    require_customer(world, customer_id)
    oldest = wire.read_updated_at(world, updated_at)
    return lists.show_page(
        world,
        _OF_CUSTOMER if oldest is None else _OF_CUSTOMER + " AND updated_at >= :oldest",
        values={"customer": customer_id, "oldest": oldest},
        show=shown_orders,
        **query,
    )


def add_order(world: World, customer_id: int, body: wire.Body) -> int:
    """Write a new order of a customer with its lines; return its id."""
    order_id = world.insert("wherefour_order", **read_order(world, customer_id, body))
    write_lines(world, order_id, body, before={})
    return order_id


def change_order(world: World, order: Row, body: wire.Body) -> None:
    """Change what a body names of an order, and its lines.

    A status flagged as canceled withdraws the demand for what is not shipped. An order that stays
    as it is keeps its `updated_at`.
    """
    order_id = order["id"]
    before = demand_of(world, order_id)
    columns = read_changes(world, order, body)
    save(world, "wherefour_order", order_id, columns)
    if write_lines(world, order_id, body, before=before):
        world.update("wherefour_order", order_id, updated_at=world.now)
        if "order_status_id" not in columns:
            complete_cut_order(world, order_id)


def create_order(world: World, call: Call, *, customer_id: int, body: wire.Body) -> Any:
    """Add an order for a customer (4, operation 14)."""
    require_customer(world, customer_id)
    return shown_orders(world, [add_order(world, customer_id, body)])[0]


def update_order(
    world: World, call: Call, *, customer_id: int, order_id: int, body: wire.Body
) -> Any:
    """Change what the body names of an order, and its lines (4, operation 15; 5.8)."""
    change_order(world, order_of_customer(world, customer_id, order_id=order_id), body)
    return shown_orders(world, [order_id])[0]


def list_all_orders(
    world: World,
    call: Call,
    *,
    updated_at: str | None = None,
    status: str | None = None,
    search_start_date: str | None = None,
    search_end_date: str | None = None,
    **query: str,
) -> Page:
    """List all orders that match every filter that was sent (4, operation 19)."""
    matching, values = read_filters(
        world, updated_at=updated_at, status=status, start=search_start_date, end=search_end_date
    )
    return lists.show_page(world, matching, values=values, show=shown_orders, **query)


def get_order(world: World, call: Call, *, order_id: int) -> Any:
    """Show one order (4, operation 20)."""
    order = lists.show_one(world, order_id, show=shown_orders)
    if world.quirk("wherefour.order_show_user_dates"):
        for name in ("order_date", "produce_date", "deliver_date"):
            order[name] = wire.spell_short_date(order[name])
    return order


def search_orders(
    world: World, call: Call, *, order_number: str | None = None, **query: str
) -> Page:
    """Find all orders of a number, the whole number (4, operation 21)."""
    values = {"number": wire.read_searched(world, "order_number", order_number)}
    return lists.show_page(world, _NUMBERED, values=values, show=shown_orders, **query)


HANDLERS = (list_orders, create_order, update_order, list_all_orders, get_order, search_orders)
