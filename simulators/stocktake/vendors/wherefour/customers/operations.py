"""The operations on customers: 32 to 37. Source: docs/reference/wherefour.md 3.2 and 4."""

from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.dialects.rails import save
from stocktake.vendors.wherefour import lists, wire
from stocktake.vendors.wherefour.errors import not_found

from .input import KINDS, read_changes, read_customer
from .rows import add_addresses, change_addresses, require_customer
from .shown import customers_in_order, shown_customers

_ALL = "FROM wherefour_customer"
_NAMED = "FROM wherefour_customer WHERE :part <> '' AND instr(folded_name, :part)"


def get_customers(world: World, call: Call, **query: str) -> Page:
    """List all customers, those changed at or after `updated_at` (4, operation 32)."""
    return lists.show_changed(world, _ALL, show=customers_in_order, **query)


def add_customer(world: World, body: wire.Body) -> int:
    """Write a new customer with its addresses; return its id."""
    customer_id = world.insert(
        "wherefour_customer",
        **read_customer(world, body),
        created_at=world.now,
        updated_at=world.now,
    )
    add_addresses(world, customer_id, body)
    return customer_id


def create_customer(world: World, call: Call, *, body: wire.Body) -> Any:
    """Add a customer with its addresses (4, operation 33)."""
    customer_id = add_customer(world, body)
    return shown_customers(world, [customer_id])[customer_id]


def get_customer(world: World, call: Call, *, customer_id: int) -> Any:
    """Show one customer (4, operation 34)."""
    found = shown_customers(world, [customer_id])
    if customer_id not in found:
        raise not_found()
    return found[customer_id]


def update_customer(world: World, call: Call, *, customer_id: int, body: wire.Body) -> Any:
    """Change what the body names; what it leaves out stays, null clears (4, operation 35).

    A customer that stays as it is keeps its `updated_at`.
    """
    require_customer(world, customer_id)
    save(world, "wherefour_customer", customer_id, read_changes(world, body))
    if change_addresses(world, customer_id, body):
        world.update("wherefour_customer", customer_id, updated_at=world.now)
    return shown_customers(world, [customer_id])[customer_id]


def get_customer_kinds(world: World, call: Call) -> Any:
    """Show the kinds that a customer can have, as a Rails enum renders them (4, operation 36)."""
    return {kind: number for number, kind in enumerate(KINDS)}


def search_customers(world: World, call: Call, *, display_name: str = "", **query: str) -> Page:
    """Find customers by a part of the display name, in any case (4, operation 37)."""
    values = {"part": display_name.casefold()}
    return lists.show_page(world, _NAMED, values=values, show=customers_in_order, **query)


HANDLERS = (
    get_customers,
    create_customer,
    get_customer,
    update_customer,
    get_customer_kinds,
    search_customers,
)
