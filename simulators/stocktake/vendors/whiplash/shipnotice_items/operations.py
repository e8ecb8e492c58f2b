"""Ship notice items: listed, created, changed and deleted until their notice is received.

Source: docs/reference/whiplash.md 5.1, 5.2.
"""

from typing import Any

from stocktake.core.simulator import Call, Page, Reply
from stocktake.core.world import World
from stocktake.dialects.ids import read_integer
from stocktake.vendors.whiplash import wire
from stocktake.vendors.whiplash.access import Account
from stocktake.vendors.whiplash.errors import record_not_found
from stocktake.vendors.whiplash.lists import ListQuery, list_page
from stocktake.vendors.whiplash.shipnotices.rows import check_lines_changeable, find_shipnotice

from .rows import add_line, change_line, delete_line, find_line
from .shown import show_shipnotice_items

_OF_NOTICE = ListQuery(
    table="whiplash_shipnotice_item t",
    where="t.shipnotice_id = :notice",
    attributes={
        "item_id": wire.INTEGER, "quantity": wire.INTEGER, "quantity_good": wire.INTEGER,
        "quantity_damaged": wire.INTEGER, "description": wire.TEXT,
    },
)  # fmt: skip


def list_shipnotice_items(
    world: World, call: Call, *, shipnotice_id: str = "", **query: str | list[str]
) -> Page:
    """List the lines of one ship notice, which the query must name."""
    if not shipnotice_id:
        raise record_not_found("shipnotice_id is missing: it says whose lines")
    notice = find_shipnotice(world, call.account, read_integer(shipnotice_id))
    return list_page(world, _OF_NOTICE, query, show=show_shipnotice_items, notice=notice["id"])


def get_shipnotice_item(world: World, call: Call, *, shipnotice_item_id: int) -> Any:
    """Show one line."""
    line = find_line(world, call.account, shipnotice_item_id)
    return show_shipnotice_items(world, [line["id"]])[0]


def create_shipnotice_item(world: World, call: Call, *, body: dict[str, Any]) -> Any:
    """Add a line to a ship notice that is not being received yet."""
    account: Account = call.account
    named = wire.read_given_integer(body, "shipnotice_id")
    if named is None:
        raise record_not_found("shipnotice_id is missing")
    notice = find_shipnotice(world, account, named)
    check_lines_changeable(notice)
    line_id = add_line(world, account, notice["id"], body)
    _touch(world, notice["id"])
    return show_shipnotice_items(world, [line_id])[0]


def update_shipnotice_item(
    world: World, call: Call, *, shipnotice_item_id: int, body: dict[str, Any]
) -> Reply:
    """Change a line; answers nothing."""
    line = find_line(world, call.account, shipnotice_item_id)
    check_lines_changeable(line)
    change_line(world, line, body)
    _touch(world, line["shipnotice_id"])
    return Reply(204)


def delete_shipnotice_item(world: World, call: Call, *, shipnotice_item_id: int) -> Reply:
    """Delete a line."""
    line = find_line(world, call.account, shipnotice_item_id)
    check_lines_changeable(line)
    delete_line(world, line["id"])
    _touch(world, line["shipnotice_id"])
    return Reply(204)


def _touch(world: World, shipnotice_id: int) -> None:
    world.update("whiplash_shipnotice", shipnotice_id, updated_at=world.now)


HANDLERS = (
    list_shipnotice_items,
    get_shipnotice_item,
    create_shipnotice_item,
    update_shipnotice_item,
    delete_shipnotice_item,
)
