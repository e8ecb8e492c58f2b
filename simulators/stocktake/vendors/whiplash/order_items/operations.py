"""Order items: the lines of an order as things of their own.

Source: docs/reference/whiplash.md 4.
"""

from typing import Any

from stocktake.core.simulator import Call, Page, Reply
from stocktake.core.world import World
from stocktake.dialects.ids import read_integer
from stocktake.dialects.rails import invalid

from . import order_input, wire
from .access import Account
from .errors import record_not_found
from .items import provider
from .lists import Listing, listed
from .order_changes import add_to, change_line, move_line, remove_line, separated
from .order_lines import accounted
from .order_rows import LINE_ATTRIBUTES, shown_lines
from .orders import find_order

Body = dict[str, Any]

_OF_ORDER = Listing(
    table="whiplash_order_item t", where="t.order_id = :order", attributes=LINE_ATTRIBUTES
)

# Finding


def find_line(world: World, account: Account, order_item_id: int) -> dict[str, Any]:
    """Return a line's row; refuse an id that is not the account's."""
    line = world.find(
        "SELECT li.* FROM whiplash_order_item li JOIN whiplash_order o ON o.id = li.order_id"
        " WHERE li.id = ? AND o.customer_id = ?",
        (order_item_id, account.customer_id),
    )
    if line is None:
        raise record_not_found()
    return line


def find_by_originator(world: World, account: Account, original_id: str) -> dict[str, Any]:
    """Return the row of the line that a shop knows by an id; refuse one that no shop gave."""
    line = _originated(world, account, original_id)
    if line is None:
        raise record_not_found()
    return line


def _originated(world: World, account: Account, original_id: str) -> dict[str, Any] | None:
    """Return the newest line that a shop knows by an id from a path, None for none."""
    for word in wire.words(original_id):
        line = world.find(
            "SELECT li.* FROM whiplash_order_item li JOIN whiplash_order o ON o.id = li.order_id"
            " WHERE li.originator_id = ? AND o.customer_id = ? ORDER BY li.id DESC LIMIT 1",
            (word, account.customer_id),
        )
        if line is not None:
            return line
    return None


# Reading


def list_order_items(
    world: World, call: Call, *, order_id: str | None = None, **wanted: str
) -> Page:
    """List the lines of one order, which must be named."""
    named = read_integer(order_id or "")
    if named is None:
        raise record_not_found()
    order = find_order(world, call.account, named)
    return listed(world, _OF_ORDER, wanted, show=shown_lines, order=order["id"])


def get_order_item(world: World, call: Call, *, order_item_id: int) -> Any:
    """Show one line."""
    return _shown(world, find_line(world, call.account, order_item_id))


def get_order_item_by_originator(world: World, call: Call, *, original_id: str) -> Reply:
    """Show the line that a shop knows by this id; `null` when there is none."""
    line = _originated(world, call.account, original_id)
    return Reply(data=_shown(world, line) if line else b"null")


def _shown(world: World, line: dict[str, Any]) -> Any:
    return shown_lines(world, [line["id"]])[0]


# Making and changing


def create_order_item(world: World, call: Call, *, body: Body) -> Any:
    """Put an item on an order; of a bundle the first of its lines is shown."""
    account: Account = call.account
    order = find_order(world, account, _order_id(body))
    item = order_input.item_of(world, account, body)
    columns = {**order_input.line_columns(body), "provider": provider(call)}
    return shown_lines(world, [add_to(world, order, item, columns)])[0]


def update_order_item(world: World, call: Call, *, order_item_id: int, body: Body) -> Reply:
    """Change a line, or put it on another order; answers nothing."""
    return _updated(world, call.account, find_line(world, call.account, order_item_id), body)


def update_order_item_by_originator(
    world: World, call: Call, *, original_id: str, body: Body
) -> Reply:
    """Change the line that a shop knows by this id; answers nothing."""
    return _updated(world, call.account, find_by_originator(world, call.account, original_id), body)


def _updated(world: World, account: Account, line: dict[str, Any], body: Body) -> Reply:
    order = find_order(world, account, line["order_id"])
    target = find_order(world, account, _order_id(body)) if "order_id" in body else order
    with accounted(world, order["id"]):
        change_line(world, order, line, order_input.line_columns(body))
    if target["id"] != order["id"]:
        move_line(world, order, find_line(world, account, line["id"]), target)
    return Reply(204)


def _order_id(body: Body) -> int:
    order_id = wire.given_integer(body, "order_id")
    if order_id is None:
        raise record_not_found()
    return order_id


# Removing and separating


def delete_order_item(world: World, call: Call, *, order_item_id: int) -> Reply:
    """Take a line off its order."""
    return _deleted(world, call.account, find_line(world, call.account, order_item_id))


def delete_order_item_by_originator(world: World, call: Call, *, original_id: str) -> Reply:
    """Take the line off its order that a shop knows by this id."""
    return _deleted(world, call.account, find_by_originator(world, call.account, original_id))


def _deleted(world: World, account: Account, line: dict[str, Any]) -> Reply:
    remove_line(world, find_order(world, account, line["order_id"]), line)
    return Reply(204)


def separate_order_item(world: World, call: Call, *, order_item_id: int) -> Any:
    """Put a line on a new order of its own; shows the line."""
    return _separated(world, call.account, find_line(world, call.account, order_item_id))


def separate_order_item_by_put(world: World, call: Call, *, order_item_id: int) -> Any:
    """Do the same, as version 2 spells it."""
    return _separated(world, call.account, find_line(world, call.account, order_item_id))


def separate_order_item_by_originator(world: World, call: Call, *, original_id: str) -> Any:
    """Do it with the line that a shop knows by this id."""
    return _separated(world, call.account, find_by_originator(world, call.account, original_id))


def separate_order_item_by_originator_by_put(world: World, call: Call, *, original_id: str) -> Any:
    """Do the same, as version 2 spells it."""
    return _separated(world, call.account, find_by_originator(world, call.account, original_id))


def _separated(world: World, account: Account, line: dict[str, Any]) -> Any:
    order = find_order(world, account, line["order_id"])
    lines = world.value(
        "SELECT count(*) FROM whiplash_order_item WHERE order_id = ?", (order["id"],)
    )
    if lines == 1:
        raise invalid("base", "The only item of an order cannot be separated")
    separated(world, order, line)
    return _shown(world, line)


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
