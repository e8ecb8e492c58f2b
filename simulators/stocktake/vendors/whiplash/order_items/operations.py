"""Order items: the lines of an order as records of their own.

Source: docs/reference/whiplash.md 4.
"""

from typing import Any

from stocktake.core.simulator import Call, Page, Reply
from stocktake.core.world import World
from stocktake.dialects.ids import read_integer
from stocktake.dialects.rails import invalid
from stocktake.vendors.whiplash.access import Account, provider_of
from stocktake.vendors.whiplash.errors import record_not_found
from stocktake.vendors.whiplash.lists import ListQuery, list_page
from stocktake.vendors.whiplash.orders.ledger import record_demand
from stocktake.vendors.whiplash.orders.rows import find_order

from .input import read_columns, read_order_id, require_item
from .rows import (
    add_line,
    change_line,
    find_by_originator,
    find_line,
    move_line,
    remove_line,
    require_by_originator,
    separate_line,
)
from .shown import ATTRIBUTES, show_order_items

Body = dict[str, Any]

_OF_ORDER = ListQuery(
    table="whiplash_order_item t", where="t.order_id = :order", attributes=ATTRIBUTES
)

# Reading


def list_order_items(
    world: World, call: Call, *, order_id: str | None = None, **query: str
) -> Page:
    """List the lines of one order, which the query must name."""
    named = read_integer(order_id or "")
    if named is None:
        raise record_not_found("" if order_id else "order_id is missing: it says whose lines")
    order = find_order(world, call.account, named)
    return list_page(world, _OF_ORDER, query, show=show_order_items, order=order["id"])


def get_order_item(world: World, call: Call, *, order_item_id: int) -> Any:
    """Show one line."""
    return _show(world, find_line(world, call.account, order_item_id))


def get_order_item_by_originator(world: World, call: Call, *, original_id: str) -> Reply:
    """Show the line that a shop knows by this id; `null` when there is none."""
    line = find_by_originator(world, call.account, original_id)
    return Reply(data=_show(world, line) if line else b"null")


def _show(world: World, line: dict[str, Any]) -> Any:
    return show_order_items(world, [line["id"]])[0]


# Creating and changing


def create_order_item(world: World, call: Call, *, body: Body) -> Any:
    """Add an item to an order; of a bundle the first of its lines is shown."""
    account: Account = call.account
    order = find_order(world, account, read_order_id(body))
    item = require_item(world, account, body)
    columns = {**read_columns(body), "provider": provider_of(call)}
    return show_order_items(world, [add_line(world, order, item, columns)])[0]


def update_order_item(world: World, call: Call, *, order_item_id: int, body: Body) -> Reply:
    """Change a line, or move it to another order; answers nothing."""
    return _update(world, call.account, find_line(world, call.account, order_item_id), body)


def update_order_item_by_originator(
    world: World, call: Call, *, original_id: str, body: Body
) -> Reply:
    """Change the line that a shop knows by this id; answers nothing."""
    line = require_by_originator(world, call.account, original_id)
    return _update(world, call.account, line, body)


def _update(world: World, account: Account, line: dict[str, Any], body: Body) -> Reply:
    order = find_order(world, account, line["order_id"])
    target = find_order(world, account, read_order_id(body)) if "order_id" in body else order
    with record_demand(world, order["id"]):
        change_line(world, order, line, read_columns(body))
    if target["id"] != order["id"]:
        move_line(world, order, find_line(world, account, line["id"]), target)
    return Reply(204)


# Removing and separating


def delete_order_item(world: World, call: Call, *, order_item_id: int) -> Reply:
    """Remove a line from its order."""
    return _delete(world, call.account, find_line(world, call.account, order_item_id))


def delete_order_item_by_originator(world: World, call: Call, *, original_id: str) -> Reply:
    """Remove the line that a shop knows by this id."""
    return _delete(world, call.account, require_by_originator(world, call.account, original_id))


def _delete(world: World, account: Account, line: dict[str, Any]) -> Reply:
    remove_line(world, find_order(world, account, line["order_id"]), line)
    return Reply(204)


def separate_order_item(world: World, call: Call, *, order_item_id: int) -> Any:
    """Move a line to a new order of its own; shows the line."""
    return _separate(world, call.account, find_line(world, call.account, order_item_id))


def separate_order_item_by_put(world: World, call: Call, *, order_item_id: int) -> Any:
    """Do the same with the method of version 2."""
    return _separate(world, call.account, find_line(world, call.account, order_item_id))


def separate_order_item_by_originator(world: World, call: Call, *, original_id: str) -> Any:
    """Do the same with the line that a shop knows by this id."""
    return _separate(world, call.account, require_by_originator(world, call.account, original_id))


def separate_order_item_by_originator_by_put(world: World, call: Call, *, original_id: str) -> Any:
    """Do the same with the method of version 2."""
    return _separate(world, call.account, require_by_originator(world, call.account, original_id))


def _separate(world: World, account: Account, line: dict[str, Any]) -> Any:
    order = find_order(world, account, line["order_id"])
    lines = world.value(
        "SELECT count(*) FROM whiplash_order_item WHERE order_id = ?", (order["id"],)
    )
    if lines == 1:
        raise invalid("base", "The only item of an order cannot be separated")
    separate_line(world, order, line)
    return _show(world, line)


HANDLERS = (
    list_order_items,
    get_order_item,
    get_order_item_by_originator,
    create_order_item,
    update_order_item,
    update_order_item_by_originator,
    delete_order_item,
    delete_order_item_by_originator,
    separate_order_item,
    separate_order_item_by_put,
    separate_order_item_by_originator,
    separate_order_item_by_originator_by_put,
)
