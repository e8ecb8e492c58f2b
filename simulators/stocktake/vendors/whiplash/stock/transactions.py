"""Lists of item transactions.

Source: docs/reference/whiplash.md 2.5.
"""

import json
from collections.abc import Sequence
from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World

from . import lists, wire
from .access import Account
from .items import find_by_originator, find_item

_SHOWN = (
    "change", "description", "id", "item_id", "order_id", "quantity", "shipnotice_id",
)  # fmt: skip
_ALL = lists.Listing(
    table="whiplash_item_transaction t",
    where="t.item_id = :item AND (NOT :incoming OR t.shipnotice_id IS NOT NULL)"
    " AND (NOT :outgoing OR t.order_id IS NOT NULL)",
    attributes={
        "change": lists.INTEGER,
        "description": lists.TEXT,
        "order_id": lists.INTEGER,
        "quantity": lists.INTEGER,
        "shipnotice_id": lists.INTEGER,
    },
)


def list_item_transactions(
    world: World,
    call: Call,
    *,
    item_id: int,
    incoming: str | None = None,
    outgoing: str | None = None,
    **wanted: str,
) -> Page:
    """List an item's transactions, newest first: of ship notices, of orders, or all."""
    account: Account = call.account
    item = find_item(world, account, item_id)
    return _listed(world, item["id"], incoming=incoming, outgoing=outgoing, wanted=wanted)


def list_item_transactions_by_originator(
    world: World,
    call: Call,
    *,
    original_id: str,
    incoming: str | None = None,
    outgoing: str | None = None,
    **wanted: str,
) -> Page:
    """List the transactions of the item that a shop knows by this id."""
    account: Account = call.account
    item = find_by_originator(world, account, original_id)
    return _listed(world, item["id"], incoming=incoming, outgoing=outgoing, wanted=wanted)


def _listed(
    world: World,
    item_id: int,
    *,
    incoming: str | None,
    outgoing: str | None,
    wanted: lists.Wanted,
) -> Page:
    coming, going = (wire.boolean(text or "") or 0 for text in (incoming, outgoing))
    if coming and going:
        coming = going = 0  # asked for both, it shows all
    values = {"item": item_id, "incoming": coming, "outgoing": going}
    return lists.listed(world, _ALL, wanted, show=_shown, **values)


def _shown(world: World, ids: Sequence[int]) -> list[Any]:
    rows = world.all(
        "SELECT * FROM whiplash_item_transaction WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    by_id = {
        row["id"]: {name: row[name] for name in _SHOWN}
        | {name: wire.instant(row[name]) for name in ("created_at", "updated_at")}
        for row in rows
    }
    return [by_id[each] for each in ids]


HANDLERS = (list_item_transactions, list_item_transactions_by_originator)
