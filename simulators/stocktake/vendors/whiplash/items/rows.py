"""Rows of items: found by id or by the shop's id, and changed.

Source: docs/reference/whiplash.md 2.2 to 2.4.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.whiplash.access import Account
from stocktake.vendors.whiplash.orders.assignment import reassign
from stocktake.vendors.whiplash.records import find_originated, require, require_own
from stocktake.vendors.whiplash.stock.ledger import record_held

from .street_dates import await_street_date

Row = dict[str, Any]


def find_item(world: World, account: Account, item_id: int) -> Row:
    """Return an item, a deactivated one too; NotFound for an id that is not the account's."""
    select = "SELECT * FROM whiplash_item WHERE id = ? AND customer_id = ?"
    return require_own(world, account, item_id, select=select)


def find_by_originator(world: World, account: Account, original_id: str) -> Row | None:
    """Return the newest active item that a shop knows by an id from a path, None for none."""
    return find_originated(
        world, account, original_id,
        select="SELECT i.* FROM whiplash_item_originator o"
        " JOIN whiplash_item i ON i.id = o.item_id"
        " WHERE o.original_id = ? AND i.customer_id = ? AND i.deactivated_at IS NULL"
        " ORDER BY i.id DESC LIMIT 1",
    )  # fmt: skip


def require_by_originator(world: World, account: Account, original_id: str) -> Row:
    """Return the item that a shop knows by an id; NotFound when there is none."""
    return require(find_by_originator(world, account, original_id))


def change_item(
    world: World, item: Row, columns: Mapping[str, Any], *, touched: bool = False
) -> None:
    """Set columns of an item; `updated_at` moves only when a value differs, or when `touched`."""
    changed = {name: value for name, value in columns.items() if item[name] != value}
    named = () if changed.keys().isdisjoint(("sku", "deactivated_at")) else (item["sku"],)
    with record_carriers(world, *named, changed.get("sku")):
        if changed or touched:
            world.update("whiplash_item", item["id"], updated_at=world.now, **changed)
    if "deactivated_at" in changed or ("sku" in changed and item["deactivated_at"] is None):
        note_name(world, item["id"])
    if "street_date" in changed:
        await_street_date(world, item["id"], changed["street_date"])
    if not changed.keys().isdisjoint(("available", "street_date")):
        reassign(world, item["customer_id"])


@contextmanager
def record_carriers(world: World, *skus: str | None) -> Iterator[None]:
    """Note what can no longer be sold, or again, of items with these SKUs: two may carry one."""
    found = world.all(
        "SELECT id FROM whiplash_item WHERE sku IN (SELECT value FROM json_each(?))",
        (json.dumps([sku for sku in skus if sku is not None]),),
    )
    with record_held(world, [row["id"] for row in found], reference=None):
        yield


def note_name(world: World, item_id: int) -> None:
    """Note the SKU by which an item is known from now on; none when it is deactivated."""
    item = world.one("SELECT sku, deactivated_at FROM whiplash_item WHERE id = ?", (item_id,))
    sku = item["sku"] if item["deactivated_at"] is None else None
    world.note("whiplash", "renamed", sku=sku, good=item_id)


def set_originator(
    world: World, item_id: int, columns: Mapping[str, Any], *, provider: str
) -> bool:
    """Store by which id and group the provider's shop knows an item; return whether it changed."""
    known = world.find(
        "SELECT * FROM whiplash_item_originator WHERE item_id = ? AND provider = ?",
        (item_id, provider),
    )
    if known is None and any(columns.values()):
        world.insert("whiplash_item_originator", item_id=item_id, provider=provider, **columns)
        return True
    if known is None or not any(known[name] != value for name, value in columns.items()):
        return False
    world.update("whiplash_item_originator", known["id"], **columns)
    return True
