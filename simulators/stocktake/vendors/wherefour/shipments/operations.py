"""The operations on shipments: 16 to 18b, 28 and 29. Source: docs/reference/wherefour.md 4, 5.1."""

from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.dialects.rails import invalid
from stocktake.vendors.wherefour import lists, wire
from stocktake.vendors.wherefour.customers.rows import require_customer
from stocktake.vendors.wherefour.errors import not_found
from stocktake.vendors.wherefour.orders.rows import order_of_customer

from .auto_ship import pick_and_ship
from .lines import open_lines
from .shown import shown_in_organization, shown_shipments

_ALL = "FROM wherefour_shipment"
_OF_ORDER = "FROM wherefour_shipment WHERE order_id = :order"
_OF_NUMBER = """
FROM wherefour_shipment
WHERE order_id IN (SELECT o.id FROM wherefour_order o WHERE o.order_number = :number)
"""
_NUMBERED = "SELECT id FROM wherefour_order WHERE customer_id = ? AND order_number = ? ORDER BY id"
_OPEN = """
SELECT o.id FROM wherefour_order o JOIN wherefour_order_status st ON st.id = o.order_status_id
WHERE o.customer_id = ? AND st.open_order_status ORDER BY o.id
"""


def get_last_shipment(world: World, call: Call, *, customer_id: int, order_id: int) -> Any:
    """Show the newest shipment of a customer's order (4, operation 16)."""
    order_of_customer(world, customer_id, order_id=order_id)
    newest = world.value(
        "SELECT id FROM wherefour_shipment WHERE order_id = ? ORDER BY shipment_number DESC",
        (order_id,),
    )
    if newest is None:
        raise not_found()
    return shown_shipments(world, [newest])[0]


def list_shipments(
    world: World, call: Call, *, customer_id: int, order_id: int, **query: str
) -> Page:
    """List the shipments of a customer's order, oldest first (4, operation 17)."""
    order_of_customer(world, customer_id, order_id=order_id)
    values = {"order": order_id}
    return lists.show_page(world, _OF_ORDER, values=values, show=shown_shipments, **query)


def auto_pick_and_ship_legacy(
    world: World,
    call: Call,
    *,
    customer_id: int,
    body: wire.Body,
    order_id: int | None = None,
    order_number: str | None = None,
) -> Any:
    """Ship the order that query or body name, else the customer's only open one (operation 18).

    Clients of 1.0.18 have no order in the path. An order is open when its status has that flag and
    something is still to ship.
    """
    require_customer(world, customer_id)
    chosen = wire.read_id(body, "order_id") if order_id is None else order_id
    if chosen is None:
        number = order_number or wire.read_text(body, "order_number")
        chosen = (
            _order_of_number(world, customer_id, number)
            if number
            else _only_open_order(world, customer_id)
        )
    return auto_pick_and_ship(world, call, customer_id=customer_id, order_id=chosen, body=body)


def _order_of_number(world: World, customer_id: int, number: str) -> int:
    rows = world.all(_NUMBERED, (customer_id, number))
    if not rows:
        raise not_found()
    if len(rows) > 1:
        raise invalid("order_number", "matches more than one order")
    return int(rows[0]["id"])


def _only_open_order(world: World, customer_id: int) -> int:
    ids = [row["id"] for row in world.all(_OPEN, (customer_id,))]
    unshipped = [identifier for identifier in ids if open_lines(world, identifier)]
    if len(unshipped) != 1:
        raise invalid("order_id", "must be given: the customer has no single open order")
    return int(unshipped[0])


def auto_pick_and_ship(
    world: World, call: Call, *, customer_id: int, order_id: int, body: wire.Body
) -> Any:
    """Ship an order from the lots that pull strategies choose, in part if short (operation 18b)."""
    order = order_of_customer(world, customer_id, order_id=order_id)
    shipment_id = pick_and_ship(world, call.account, order, body=body)
    return shown_shipments(world, [shipment_id])[0]


def get_shipments(world: World, call: Call, **query: str) -> Page:
    """List all shipments of the organization (4, operation 28)."""
    return lists.show_page(world, _ALL, values={}, show=shown_in_organization, **query)


def search_shipments(
    world: World, call: Call, *, order_number: str | None = None, **query: str
) -> Page:
    """Find the shipments of all orders of a number, the whole number (4, operation 29)."""
    return lists.show_page(
        world, _OF_NUMBER, values={"number": order_number}, show=shown_in_organization, **query
    )


HANDLERS = (
    get_last_shipment,
    list_shipments,
    auto_pick_and_ship_legacy,
    auto_pick_and_ship,
    get_shipments,
    search_shipments,
)
