"""Inventory items are listed, shown, and stored whole. Source: docs/reference/channels.md 2.3."""

from typing import Any

from stocktake.core.simulator import Call, Page, Reply
from stocktake.core.world import World
from stocktake.dialects.paging import cut_size
from stocktake.vendors.ebay.errors import inventory_error, spell_error
from stocktake.vendors.ebay.lists import ITEMS
from stocktake.vendors.ebay.wire import read_digits, read_segment

from . import rows
from .input import read_columns, read_details, read_locale, read_sku
from .shown import show_item

_USUAL, _MOST = 25, 200
_MOST_AT_ONCE = 25


def list_inventory_items(
    world: World, call: Call, *, limit: str | None = None, offset: str | None = None
) -> Page:
    """List items as they were made; `offset` is the index of the page."""
    size, index = read_digits(limit, _USUAL), read_digits(offset, 0)
    if size is None or index is None or not 1 <= size <= _MOST:
        raise inventory_error(
            25706, "The value of limit or offset is not allowed", limit=limit, offset=offset
        )
    size = cut_size(world, size, simulator="ebay")
    found = world.all("SELECT * FROM ebay_item ORDER BY id LIMIT ? OFFSET ?", (size, size * index))
    total = world.value("SELECT count(*) FROM ebay_item")
    shown = [show_item(world, item) for item in found]
    return Page(rows=shown, total=total, number=index + 1, size=size, key=ITEMS)


def get_inventory_item(world: World, call: Call, *, sku: str) -> dict[str, Any]:
    """Show one item."""
    return show_item(world, rows.require(world, read_segment(sku)))


def put_inventory_item(
    world: World, call: Call, *, sku: str, body: dict[str, Any], content_language: str = ""
) -> Reply:
    """Store an item whole: 201 for a new one, 204 for one that was there."""
    name = read_segment(sku)
    columns = {**read_columns(body), "locale": read_locale(content_language)}
    known = rows.find(world, name)
    if known is None:
        rows.add(world, read_sku(name), columns, read_details(body))
        return Reply(201, {"warnings": []})
    rows.replace(world, known, columns, read_details(body))
    return Reply(204)


def bulk_get_inventory_item(world: World, call: Call, *, body: dict[str, Any]) -> Reply:
    """Show several items, each with a status of its own; 207 where one is missing."""
    requests = body["requests"]
    if not 1 <= len(requests) <= _MOST_AT_ONCE:
        raise inventory_error(25709, "Invalid value for requests: 1 to 25", requests=len(requests))
    answers = [_answer(world, request["sku"]) for request in requests]
    whole = all(answer["statusCode"] == 200 for answer in answers)
    return Reply(200 if whole else 207, {"responses": answers})


def _answer(world: World, sku: str) -> dict[str, Any]:
    item = rows.find(world, sku)
    if item is None:
        error = rows.unknown_item(sku)
        return {
            "statusCode": error.status, "sku": sku, "errors": [spell_error(error)], "warnings": [],
        }  # fmt: skip
    shown = show_item(world, item)
    return {"statusCode": 200, "sku": sku, "inventoryItem": shown, "errors": [], "warnings": []}


HANDLERS = (
    list_inventory_items,
    get_inventory_item,
    put_inventory_item,
    bulk_get_inventory_item,
)
