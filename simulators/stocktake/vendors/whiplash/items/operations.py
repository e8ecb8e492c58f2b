"""Items: created, read, changed and deactivated, by their id or by the id of the merchant's shop.

Source: docs/reference/whiplash.md 2.2 to 2.4.
"""

from typing import Any

from stocktake.core.simulator import Call, Reply
from stocktake.core.world import World
from stocktake.vendors.whiplash.access import Account, provider_of
from stocktake.vendors.whiplash.stock.rows import OPENING, record_transaction

from .input import check_required, read_columns, read_originator
from .rows import (
    change_item,
    find_by_originator,
    find_item,
    note_name,
    record_carriers,
    require_by_originator,
    set_originator,
)
from .shown import show_items
from .street_dates import await_street_date

# Reading


def get_item(world: World, call: Call, *, item_id: int) -> Any:
    """Show one item, a deactivated one too."""
    return show_items(world, [find_item(world, call.account, item_id)["id"]])[0]


def get_item_by_originator(world: World, call: Call, *, original_id: str) -> Reply:
    """Show the item that a shop knows by this id; `null` when there is none."""
    item = find_by_originator(world, call.account, original_id)
    return Reply(data=show_items(world, [item["id"]])[0] if item else b"null")


# Creating


def create_item(world: World, call: Call, *, body: dict[str, Any]) -> Any:
    """Create an item with its first transaction; the answer is without `originators`."""
    account: Account = call.account
    check_required(world, account, body, item_id=None)
    columns = read_columns(body)
    with record_carriers(world, columns.get("sku")):
        item_id = world.insert(
            "whiplash_item",
            customer_id=account.customer_id, created_at=world.now, updated_at=world.now,
            **columns,
        )  # fmt: skip
    await_street_date(world, item_id, columns.get("street_date"))
    set_originator(world, item_id, read_originator(body), provider=provider_of(call))
    record_transaction(world, item_id, change=0, description=OPENING)
    note_name(world, item_id)
    shown = show_items(world, [item_id])[0]
    del shown["originators"]
    return shown


# Changing


def update_item(world: World, call: Call, *, item_id: int, body: dict[str, Any]) -> Reply:
    """Change an item; answers nothing."""
    return _update(world, call, find_item(world, call.account, item_id), body)


def update_item_by_originator(
    world: World, call: Call, *, original_id: str, body: dict[str, Any]
) -> Reply:
    """Change the item that a shop knows by this id; answers nothing."""
    return _update(world, call, require_by_originator(world, call.account, original_id), body)


def _update(world: World, call: Call, item: dict[str, Any], body: dict[str, Any]) -> Reply:
    check_required(world, call.account, body, item_id=item["id"])
    originator = read_originator(body)
    touched = set_originator(world, item["id"], originator, provider=provider_of(call))
    change_item(world, item, read_columns(body), touched=touched)
    return Reply(204)


# Deactivating


def delete_item(world: World, call: Call, *, item_id: int) -> Reply:
    """Deactivate an item: it leaves all lists, and its id still finds it."""
    return _deactivate(world, find_item(world, call.account, item_id))


def delete_item_by_originator(world: World, call: Call, *, original_id: str) -> Reply:
    """Deactivate the item that a shop knows by this id."""
    return _deactivate(world, require_by_originator(world, call.account, original_id))


def _deactivate(world: World, item: dict[str, Any]) -> Reply:
    if item["deactivated_at"] is None:
        change_item(world, item, {"deactivated_at": world.now})
    return Reply(204)


HANDLERS = (
    get_item,
    get_item_by_originator,
    create_item,
    update_item,
    update_item_by_originator,
    delete_item,
    delete_item_by_originator,
)
