"""Orders: created, read and changed, by their id or by the id of the merchant's shop.

Source: docs/reference/whiplash.md 3.1, 3.2. Orders are never deleted, only cancelled.
"""

from collections.abc import Mapping
from typing import Any

from stocktake.core.simulator import Call, Reply
from stocktake.core.world import World
from stocktake.rules.assignment import PROCESSING
from stocktake.vendors.whiplash import wire
from stocktake.vendors.whiplash.access import Account, provider_of
from stocktake.vendors.whiplash.order_items import input as order_item_input
from stocktake.vendors.whiplash.order_items.rows import change_line, insert_line

from .abroad import check_prices
from .assignment import assign_order, reassign, restart_orders
from .input import check_originator, read_columns, read_order_items
from .ledger import record_demand
from .packing import unpack
from .rows import find_by_originator, find_order, require_by_originator
from .shown import show_orders, show_packages
from .statuses import ENDED, check_changeable

Row = dict[str, Any]

# Reading


def get_order(world: World, call: Call, *, order_id: int) -> Any:
    """Show one order with its lines."""
    return show_orders(world, [find_order(world, call.account, order_id)["id"]])[0]


def get_order_by_originator(world: World, call: Call, *, original_id: str) -> Reply:
    """Show the order that a shop knows by this id; `null` when there is none."""
    order = find_by_originator(world, call.account, original_id)
    return Reply(data=show_orders(world, [order["id"]])[0] if order else b"null")


def list_order_packages(world: World, call: Call, *, order_id: int) -> list[Any]:
    """Show the packages of an order."""
    return show_packages(world, find_order(world, call.account, order_id)["id"])


def list_order_packages_by_originator(world: World, call: Call, *, original_id: str) -> list[Any]:
    """Show the packages of the order that a shop knows by this id."""
    return show_packages(world, require_by_originator(world, call.account, original_id)["id"])


# Creating


def create_order(world: World, call: Call, *, body: dict[str, Any]) -> Any:
    """Create an order: its stock is taken and it gets its status at once."""
    account: Account = call.account
    columns = read_columns(world, account, body)
    original_id = columns.get("originator_id")
    check_originator(world, account, original_id, order_id=None)
    provider = provider_of(call)
    with record_demand(world) as order_ids:
        order_id = world.insert(
            "whiplash_order",
            customer_id=account.customer_id, status=PROCESSING, provider=provider,
            proto_originator_id=original_id,
            level1_token=world.token("whiplash.level1")[:10],
            level2_token=world.token("whiplash.level2")[:10],
            created_at=world.now, updated_at=world.now, **columns,
        )  # fmt: skip
        order_ids.append(order_id)
        for line in read_order_items(body):
            item = order_item_input.require_item(world, account, line)
            given = {**order_item_input.read_columns(line), "provider": provider}
            insert_line(world, order_id, item, given)
        assign_order(world, order_id)
        check_prices(world, order_id)
    return show_orders(world, [order_id])[0]


# Changing


def update_order(world: World, call: Call, *, order_id: int, body: dict[str, Any]) -> Reply:
    """Change an order, and lines of it that the body names by id; answers nothing."""
    return _update(world, call, find_order(world, call.account, order_id), body)


def update_order_by_originator(
    world: World, call: Call, *, original_id: str, body: dict[str, Any]
) -> Reply:
    """Change the order that a shop knows by this id; answers nothing."""
    return _update(world, call, require_by_originator(world, call.account, original_id), body)


def _update(world: World, call: Call, order: Row, body: Mapping[str, Any]) -> Reply:
    account: Account = call.account
    check_changeable(world, order)
    columns = read_columns(world, account, body)
    check_originator(world, account, columns.get("originator_id"), order_id=order["id"])
    with record_demand(world, order["id"]):
        changed = {name: value for name, value in columns.items() if order[name] != value}
        if changed:
            world.update("whiplash_order", order["id"], updated_at=world.now, **changed)
        for given in read_order_items(body):
            line = _find_line(world, order, given)
            if line is not None:
                change_line(world, order, line, order_item_input.read_columns(given))
    if "shop_warehouse_ids" in changed and order["status"] not in ENDED:
        unpack(world, order["id"])
        restart_orders(world, order)
    if "skip_street_date" in changed:
        reassign(world, account.customer_id)
    if not changed.keys().isdisjoint(("shipping_country", "shop_warehouse_ids")):
        check_prices(world, order["id"])
    return Reply(204)


def _find_line(world: World, order: Row, given: Mapping[str, Any]) -> Row | None:
    """Return the line of an order with the id that a body gives; None without an id."""
    return world.find(
        "SELECT * FROM whiplash_order_item WHERE id = ? AND order_id = ?",
        (wire.read_given_integer(given, "id"), order["id"]),
    )


HANDLERS = (
    get_order,
    get_order_by_originator,
    list_order_packages,
    list_order_packages_by_originator,
    create_order,
    update_order,
    update_order_by_originator,
)
