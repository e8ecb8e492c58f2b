"""Items: made, read, changed and deactivated, by their id or by the id of the merchant's shop.

Source: docs/reference/whiplash.md 2.2 to 2.4.
"""

from typing import Any

from stocktake.core.simulator import Call, Reply
from stocktake.core.world import World

from . import wire
from .access import Account
from .assignment import reassign
from .errors import record_not_found
from .item_input import DEFAULT_PROVIDER, check, columns_of, set_originator
from .item_rows import shown_items
from .recording import OPENING, record_transaction

# Finding


def find_item(world: World, account: Account, item_id: int) -> dict[str, Any]:
    """Return an item's row, a deactivated one's too; refuse an id that is not the account's."""
    item = world.find(
        "SELECT * FROM whiplash_item WHERE id = ? AND customer_id = ?",
        (item_id, account.customer_id),
    )
    if item is None:
        raise record_not_found()
    return item


def find_by_originator(world: World, account: Account, original_id: str) -> dict[str, Any]:
    """Return the row of the item that a shop knows by an id; refuse one that no shop gave."""
    item = originated(world, account, original_id)
    if item is None:
        raise record_not_found()
    return item


def originated(world: World, account: Account, original_id: str) -> dict[str, Any] | None:
    """Return the newest active item that a shop knows by an id from a path, None for none."""
    for word in wire.words(original_id):
        item = world.find(
            "SELECT i.* FROM whiplash_item_originator o JOIN whiplash_item i ON i.id = o.item_id"
            " WHERE o.original_id = ? AND i.customer_id = ? AND i.deactivated_at IS NULL"
            " ORDER BY i.id DESC LIMIT 1",
            (word, account.customer_id),
        )
        if item is not None:
            return item
    return None


# Reading


def get_item(world: World, call: Call, *, item_id: int) -> Any:
    """Show one item, a deactivated one too."""
    return shown_items(world, [find_item(world, call.account, item_id)["id"]])[0]


def get_item_by_originator(world: World, call: Call, *, original_id: str) -> Reply:
    """Show the item that a shop knows by this id; `null` when there is none."""
    item = originated(world, call.account, original_id)
    return Reply(data=shown_items(world, [item["id"]])[0] if item else b"null")


# Making


def create_item(world: World, call: Call, *, body: dict[str, Any]) -> Any:
    """Make an item, with its first transaction; the answer is without `originators`."""
    account: Account = call.account
    check(world, account, body, item_id=None)
    made = world.insert(
        "whiplash_item",
        customer_id=account.customer_id, created_at=world.now, updated_at=world.now,
        **columns_of(body),
    )  # fmt: skip
    set_originator(world, made, body, provider=provider(call))
    record_transaction(world, made, change=0, description=OPENING)
    shown = shown_items(world, [made])[0]
    del shown["originators"]
    return shown


def provider(call: Call) -> str:
    """Return whose the ids of a call are: some plugins name themselves."""
    return call.headers.get("provider") or DEFAULT_PROVIDER


# Changing


def update_item(world: World, call: Call, *, item_id: int, body: dict[str, Any]) -> Reply:
    """Change an item; answers nothing."""
    return _updated(world, call, find_item(world, call.account, item_id), body)


def update_item_by_originator(
    world: World, call: Call, *, original_id: str, body: dict[str, Any]
) -> Reply:
    """Change the item that a shop knows by this id; answers nothing."""
    return _updated(world, call, find_by_originator(world, call.account, original_id), body)


def _updated(world: World, call: Call, item: dict[str, Any], body: dict[str, Any]) -> Reply:
    check(world, call.account, body, item_id=item["id"])
    touched = set_originator(world, item["id"], body, provider=provider(call))
    change_item(world, item, columns_of(body), touched=touched)
    return Reply(204)


def change_item(
    world: World, item: dict[str, Any], columns: dict[str, Any], *, touched: bool = False
) -> None:
    """Set columns of an item; `updated_at` moves when anything is another than it was."""
    changed = {name: value for name, value in columns.items() if item[name] != value}
    if changed or touched:
        world.update("whiplash_item", item["id"], updated_at=world.now, **changed)
    if "available" in changed:
        reassign(world, item["customer_id"])


# Deactivating


def delete_item(world: World, call: Call, *, item_id: int) -> Reply:
    """Deactivate an item: no list has it any more, its id still finds it."""
    return _deactivated(world, find_item(world, call.account, item_id))


def delete_item_by_originator(world: World, call: Call, *, original_id: str) -> Reply:
    """Deactivate the item that a shop knows by this id."""
    return _deactivated(world, find_by_originator(world, call.account, original_id))


def _deactivated(world: World, item: dict[str, Any]) -> Reply:
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
