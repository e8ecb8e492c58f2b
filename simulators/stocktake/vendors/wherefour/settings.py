"""Settings: operations 42, 50, 51, 52 and 55. No operation changes them.

Source: docs/reference/wherefour.md 3.15 and 4.
"""

from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World

from . import lists, wire
from .columns import columns

_NAMED = columns("id name created_at updated_at")
_TERM = columns("id name net created_at updated_at")
_METHOD = columns("id name kind driver_name driver_email instructions created_at updated_at")
_FLAGS = columns("""
allow_holds allow_partial_shipments allow_shipments new_order_status open_order_status
order_archived_status order_canceled_status order_complete_status order_has_holds_status
order_has_released_all_holds_status order_has_shipments_status shipments_reversed_status
""")
_STATUS = ("id", "name", "organization_id", "position", *_FLAGS, "created_at", "updated_at")


# Shown


def payment_terms(world: World) -> dict[int, dict[str, Any]]:
    """Return every payment term as vendors and purchases carry it, by id (3.3, 3.14)."""
    rows = world.all("SELECT id, name, net FROM wherefour_payment_term")
    return {row["id"]: row for row in rows}


def delivery_methods(world: World) -> dict[int, dict[str, Any]]:
    """Return every delivery method as documents carry it, by id (3.7)."""
    rows = world.all("SELECT id, name, kind, instructions FROM wherefour_delivery_method")
    return {row["id"]: row for row in rows}


# Operations


def get_delivery_methods(world: World, call: Call, **query: str) -> Page:
    """List all delivery methods (4, operation 42)."""
    return _list(world, "FROM wherefour_delivery_method", _METHOD, **query)


def get_sales_channels(world: World, call: Call, **query: str) -> Page:
    """List all sales channels (4, operation 50)."""
    return _list(world, "FROM wherefour_sales_channel", _NAMED, **query)


def get_salespeople(world: World, call: Call, **query: str) -> Page:
    """List all salespeople (4, operation 51)."""
    return _list(world, "FROM wherefour_salesperson", _NAMED, **query)


def get_payment_terms(world: World, call: Call, **query: str) -> Page:
    """List all payment terms (4, operation 52)."""
    return _list(world, "FROM wherefour_payment_term", _TERM, **query)


def get_order_statuses(world: World, call: Call, **query: str) -> Page:
    """List all order statuses with their flags (4, operation 55)."""
    return _list(world, "FROM wherefour_order_status", _STATUS, **query)


def _list(world: World, table: str, names: tuple[str, ...], **query: str) -> Page:
    """Return a page of the rows of a table (a literal, `FROM table`), as their columns are."""
    return lists.show_rows(
        world, "SELECT *", table,
        order="id", values={}, **query,
        show=lambda _, rows: [wire.spell_row(row, names, flags=frozenset(_FLAGS)) for row in rows],
    )  # fmt: skip


HANDLERS = (
    get_delivery_methods,
    get_sales_channels,
    get_salespeople,
    get_payment_terms,
    get_order_statuses,
)
