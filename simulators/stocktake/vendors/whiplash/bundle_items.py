"""What bundles are made of. Source: docs/reference/whiplash.md 6.

A bundle is as many as its scarcest component allows; nobody ever stocks one. Orders that took a
bundle apart stay as they are when it changes.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.simulator import Call, Page, Reply
from stocktake.core.world import World
from stocktake.dialects.rails import invalid, read_given

from . import wire
from .access import Account
from .errors import record_not_found
from .items import find_item
from .lists import INTEGER, Listing, listed

Body = Mapping[str, Any]

_SHOWN = ("id", "parent_item_id", "item_id", "quantity", "bundle_id", "max_per_package")
_ALL = Listing(
    table="whiplash_bundle_item t",
    where="EXISTS (SELECT 1 FROM whiplash_item i WHERE i.id = t.bundle_id"
    " AND i.customer_id = :customer)",
    attributes={
        "parent_item_id": INTEGER, "item_id": INTEGER, "quantity": INTEGER, "bundle_id": INTEGER,
        "max_per_package": INTEGER,
    },
)  # fmt: skip


def list_bundle_items(world: World, call: Call, **wanted: str | list[str]) -> Page:
    """List what the account's bundles are made of, or one of them."""
    account: Account = call.account
    return listed(world, _ALL, wanted, show=_shown, customer=account.customer_id)


def get_bundle_item(world: World, call: Call, *, bundle_item_id: int) -> Any:
    """Show one component of a bundle."""
    return _shown(world, [_found(world, call.account, bundle_item_id)["id"]])[0]


def create_bundle_item(world: World, call: Call, *, body: dict[str, Any]) -> Any:
    """Put an item into a bundle."""
    columns = _columns(world, call.account, body, known={})
    made = world.insert(
        "whiplash_bundle_item", created_at=world.now, updated_at=world.now, **columns
    )
    _touch(world, columns["bundle_id"])
    return _shown(world, [made])[0]


def update_bundle_item(
    world: World, call: Call, *, bundle_item_id: int, body: dict[str, Any]
) -> Reply:
    """Change how many of an item a bundle holds, or which item or bundle it is."""
    known = _found(world, call.account, bundle_item_id)
    columns = _columns(world, call.account, body, known=known)
    if any(known[name] != value for name, value in columns.items()):
        world.update("whiplash_bundle_item", known["id"], updated_at=world.now, **columns)
        for bundle in {known["bundle_id"], columns["bundle_id"]}:
            _touch(world, bundle)
    return Reply(204)


def delete_bundle_item(world: World, call: Call, *, bundle_item_id: int) -> Reply:
    """Take an item out of a bundle."""
    known = _found(world, call.account, bundle_item_id)
    world.run("DELETE FROM whiplash_bundle_item WHERE id = ?", (known["id"],))
    _touch(world, known["bundle_id"])
    return Reply(204)


def _columns(world: World, account: Account, body: Body, *, known: Body) -> dict[str, Any]:
    """Return the columns of a component as a body has it, over what is known of it."""
    names = ("item_id", "bundle_id", "quantity", "max_per_package")
    given = {
        name: known.get(name) if read_given(body, name) is None else wire.given_integer(body, name)
        for name in names
    }
    if "max_per_package" in body:
        given["max_per_package"] = wire.given_integer(body, "max_per_package")
    if given["item_id"] is None or given["bundle_id"] is None:
        raise record_not_found()
    item = find_item(world, account, given["item_id"])
    bundle = find_item(world, account, given["bundle_id"])
    if not bundle["is_bundle"]:
        raise invalid("bundle_id", "is not a bundle")
    if item["is_bundle"]:
        raise invalid("item_id", "is a bundle itself")
    twin = world.value(
        "SELECT id FROM whiplash_bundle_item WHERE bundle_id = ? AND item_id = ? AND id IS NOT ?",
        (bundle["id"], item["id"], known.get("id")),
    )
    if twin is not None:
        raise invalid("item_id", "has already been taken")
    if given["quantity"] is None:
        raise invalid("quantity", "can't be blank")
    if given["quantity"] < 1:
        raise invalid("quantity", "must be greater than 0")
    return given


def _found(world: World, account: Account, bundle_item_id: int) -> dict[str, Any]:
    found = world.find(
        "SELECT b.* FROM whiplash_bundle_item b JOIN whiplash_item i ON i.id = b.bundle_id"
        " WHERE b.id = ? AND i.customer_id = ?",
        (bundle_item_id, account.customer_id),
    )
    if found is None:
        raise record_not_found()
    return found


def _touch(world: World, bundle: int) -> None:
    # Its quantity may be another now: who polls for changes is to see it.
    world.update("whiplash_item", bundle, updated_at=world.now)


def _shown(world: World, ids: Sequence[int]) -> list[Any]:
    rows = world.all(
        "SELECT * FROM whiplash_bundle_item WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    by_id = {
        row["id"]: {name: row[name] for name in _SHOWN}
        | {name: wire.instant(row[name]) for name in ("created_at", "updated_at")}
        for row in rows
    }
    return [by_id[each] for each in ids]


HANDLERS = (
    list_bundle_items,
    get_bundle_item,
    create_bundle_item,
    update_bundle_item,
    delete_bundle_item,
)
