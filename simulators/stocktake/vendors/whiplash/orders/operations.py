"""Orders: made, read and changed, by their id or by the id of the merchant's shop.

Source: docs/reference/whiplash.md 3.1, 3.2. None is ever deleted: they are cancelled.
"""

from collections.abc import Mapping
from typing import Any

from stocktake.core.simulator import Call, Reply
from stocktake.core.world import World
from stocktake.rules.assignment import PROCESSING

from . import order_input, wire
from .access import Account
from .assignment import assign_order
from .errors import record_not_found
from .items import provider
from .order_changes import change_line, restarted
from .order_lines import accounted, add_line, take_apart
from .order_rows import shown_orders, shown_packages
from .order_status import ENDED, check_changeable

# Finding


def find_order(world: World, account: Account, order_id: int) -> dict[str, Any]:
    """Return an order's row; refuse an id that is not the account's."""
    order = world.find(
        "SELECT * FROM whiplash_order WHERE id = ? AND customer_id = ?",
        (order_id, account.customer_id),
    )
    if order is None:
        raise record_not_found()
    return order


def find_by_originator(world: World, account: Account, original_id: str) -> dict[str, Any]:
    """Return the row of the order that a shop knows by an id; refuse one that no shop gave."""
    order = originated(world, account, original_id)
    if order is None:
        raise record_not_found()
    return order


def originated(world: World, account: Account, original_id: str) -> dict[str, Any] | None:
    """Return the order that a shop knows by an id from a path, None for none."""
    for word in wire.words(original_id):
        order = world.find(
            "SELECT * FROM whiplash_order WHERE originator_id = ? AND customer_id = ?"
            " ORDER BY id DESC LIMIT 1",
            (word, account.customer_id),
        )
        if order is not None:
            return order
    return None


# Reading


def get_order(world: World, call: Call, *, order_id: int) -> Any:
    """Show one order with its lines."""
    return shown_orders(world, [find_order(world, call.account, order_id)["id"]])[0]


def get_order_by_originator(world: World, call: Call, *, original_id: str) -> Reply:
    """Show the order that a shop knows by this id; `null` when there is none."""
    order = originated(world, call.account, original_id)
    return Reply(data=shown_orders(world, [order["id"]])[0] if order else b"null")


def list_order_packages(world: World, call: Call, *, order_id: int) -> list[Any]:
    """Show what an order was packed into."""
    return shown_packages(world, find_order(world, call.account, order_id)["id"])


def list_order_packages_by_originator(world: World, call: Call, *, original_id: str) -> list[Any]:
    """Show what the order was packed into that a shop knows by this id."""
    return shown_packages(world, find_by_originator(world, call.account, original_id)["id"])


# Making


def create_order(world: World, call: Call, *, body: dict[str, Any]) -> Any:
    """Make an order: its stock is taken and it gets its status at once."""
    account: Account = call.account
    columns = order_input.columns_of(world, account, body)
    original = columns.get("originator_id")
    order_input.check_originator(world, account, original, order_id=None)
    with accounted(world) as ids:
        made = world.insert(
            "whiplash_order",
            customer_id=account.customer_id, status=PROCESSING, provider=provider(call),
            proto_originator_id=original,
            level1_token=world.token("whiplash.level1")[:10],
            level2_token=world.token("whiplash.level2")[:10],
            created_at=world.now, updated_at=world.now, **columns,
        )  # fmt: skip
        ids.append(made)
        for line in order_input.lines_of(body):
            item = order_input.item_of(world, account, line)
            given = {**order_input.line_columns(line), "provider": provider(call)}
            add_line(world, made, item, given)
        assign_order(world, made)
    return shown_orders(world, [made])[0]


# Changing


def update_order(world: World, call: Call, *, order_id: int, body: dict[str, Any]) -> Reply:
    """Change an order and lines of it that the body names by their ids; answers nothing."""
    return _updated(world, call, find_order(world, call.account, order_id), body)


def update_order_by_originator(
    world: World, call: Call, *, original_id: str, body: dict[str, Any]
) -> Reply:
    """Change the order that a shop knows by this id; answers nothing."""
    return _updated(world, call, find_by_originator(world, call.account, original_id), body)


def _updated(world: World, call: Call, order: dict[str, Any], body: Mapping[str, Any]) -> Reply:
    account: Account = call.account
    check_changeable(world, order)
    columns = order_input.columns_of(world, account, body)
    order_input.check_originator(world, account, columns.get("originator_id"), order_id=order["id"])
    with accounted(world, order["id"]):
        changed = {name: value for name, value in columns.items() if order[name] != value}
        if changed:
            world.update("whiplash_order", order["id"], updated_at=world.now, **changed)
        for given in order_input.lines_of(body):
            line = _line(world, order, given)
            if line is not None:
                change_line(world, order, line, order_input.line_columns(given))
    if "shop_warehouse_ids" in changed and order["status"] not in ENDED:
        take_apart(world, order["id"])
        restarted(world, order)
    return Reply(204)


def _line(
    world: World, order: Mapping[str, Any], given: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Return the line of an order that a part of a body means; one without an id is an echo."""
    line_id = wire.given_integer(given, "id")
    return world.find(
        "SELECT * FROM whiplash_order_item WHERE id = ? AND order_id = ?", (line_id, order["id"])
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
