"""Lists of item transactions: why an item's quantity changed, and what it was then.

Source: docs/reference/whiplash.md 2.5.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.vendors.whiplash import wire
from stocktake.vendors.whiplash.items.rows import find_item, require_by_originator
from stocktake.vendors.whiplash.lists import ListQuery, list_page
from stocktake.vendors.whiplash.records import select_by_id

_SHOWN = (
    "change", "description", "id", "item_id", "order_id", "quantity", "shipnotice_id",
)  # fmt: skip
_OF_ITEM = ListQuery(
    table="whiplash_item_transaction t",
    where="t.item_id = :item AND (NOT :incoming OR t.shipnotice_id IS NOT NULL)"
    " AND (NOT :outgoing OR t.order_id IS NOT NULL)",
    attributes={
        "change": wire.INTEGER,
        "description": wire.TEXT,
        "order_id": wire.INTEGER,
        "quantity": wire.INTEGER,
        "shipnotice_id": wire.INTEGER,
    },
)


def list_item_transactions(world: World, call: Call, *, item_id: int, **query: str) -> Page:
    """List an item's transactions, newest first: of ship notices, of orders, or all."""
    return _page(world, find_item(world, call.account, item_id)["id"], query)


def list_item_transactions_by_originator(
    world: World, call: Call, *, original_id: str, **query: str
) -> Page:
    """List the transactions of the item that a shop knows by this id."""
    return _page(world, require_by_originator(world, call.account, original_id)["id"], query)


def _page(world: World, item_id: int, query: Mapping[str, str]) -> Page:
    only_incoming = wire.read_flag(query.get("incoming", "")) or 0
    only_outgoing = wire.read_flag(query.get("outgoing", "")) or 0
    if only_incoming and only_outgoing:
        only_incoming = only_outgoing = 0  # with both the list shows all
    values = {"item": item_id, "incoming": only_incoming, "outgoing": only_outgoing}
    return list_page(world, _OF_ITEM, query, show=_show, **values)


def _show(world: World, ids: Sequence[int]) -> list[Any]:
    return [
        {name: row[name] for name in _SHOWN} | wire.spell_stamps(row)
        for row in select_by_id(world, "whiplash_item_transaction", ids)
    ]


HANDLERS = (list_item_transactions, list_item_transactions_by_originator)
