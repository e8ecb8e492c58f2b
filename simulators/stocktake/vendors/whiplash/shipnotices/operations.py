"""Ship notices: announced, listed, changed and deleted until they arrive.

Source: docs/reference/whiplash.md 5.1, 5.2.
"""

from collections.abc import Mapping
from typing import Any

from stocktake.core.simulator import Call, Page, Reply
from stocktake.core.world import World
from stocktake.vendors.whiplash import wire
from stocktake.vendors.whiplash.access import Account, provider_of
from stocktake.vendors.whiplash.lists import ListQuery, Query, count_rows, list_page
from stocktake.vendors.whiplash.records import require
from stocktake.vendors.whiplash.shipnotice_items.rows import add_line, change_line, delete_line

from .input import check_required, read_columns
from .rows import check_changeable, find_shipnotice
from .shown import show_shipnotices
from .statuses import IN_TRANSIT, code_of

Body = Mapping[str, Any]

_ALL = ListQuery(
    table="whiplash_shipnotice t",
    where="t.customer_id = :customer",
    attributes={
        "status": wire.INTEGER, "sender": wire.TEXT, "warehouse_id": wire.INTEGER,
        "received_by": wire.TEXT,
    },
)  # fmt: skip
_LINES, _NESTED = "shipnotice_items", "shipnotice_items_attributes"

# Reading


def list_shipnotices(world: World, call: Call, **query: str | list[str]) -> Page:
    """List the account's ship notices, the last changed first."""
    account: Account = call.account
    bound = {"customer": account.customer_id}
    return list_page(world, _ALL, _read_statuses(query), show=show_shipnotices, **bound)


def count_shipnotices(world: World, call: Call, **query: str | list[str]) -> int:
    """Count the account's ship notices: a bare number."""
    account: Account = call.account
    return count_rows(world, _ALL, _read_statuses(query), customer=account.customer_id)


def get_shipnotice(world: World, call: Call, *, shipnotice_id: int) -> Any:
    """Show one ship notice with its lines."""
    notice = find_shipnotice(world, call.account, shipnotice_id)
    return show_shipnotices(world, [notice["id"]])[0]


def _read_statuses(query: Query) -> Query:
    """Return the query with codes for the names of statuses."""
    given = query.get("status", [])
    texts = [given] if isinstance(given, str) else given
    return {**query, "status": [code_of(text) for text in texts]}


# Creating


def create_shipnotice(world: World, call: Call, *, body: dict[str, Any]) -> Any:
    """Announce goods: the ship notice is in transit, its lines are expected."""
    account: Account = call.account
    columns = read_columns(world, account, body)
    check_required(world, columns)
    columns.setdefault("warehouse_id", _default_warehouse(world, account))
    shipnotice_id = world.insert(
        "whiplash_shipnotice",
        customer_id=account.customer_id, status=IN_TRANSIT, provider=provider_of(call),
        created_at=world.now, updated_at=world.now, **columns,
    )  # fmt: skip
    for name in (_LINES, _NESTED):
        for line in wire.read_lines(body, name):
            add_line(world, account, shipnotice_id, line)
    return show_shipnotices(world, [shipnotice_id])[0]


def _default_warehouse(world: World, account: Account) -> int:
    return int(
        world.value(
            "SELECT default_warehouse_id FROM whiplash_customer WHERE id = ?",
            (account.customer_id,),
        )
    )


# Changing


def update_shipnotice(
    world: World, call: Call, *, shipnotice_id: int, body: dict[str, Any]
) -> Reply:
    """Change a ship notice that has not arrived; answers nothing.

    Lines with an id are changed. Lines without one are added when they stand in
    `shipnotice_items_attributes`; in `shipnotice_items` they are ignored, since clients send whole
    records back.
    """
    account: Account = call.account
    notice = find_shipnotice(world, account, shipnotice_id)
    check_changeable(notice)
    columns = read_columns(world, account, body)
    world.update("whiplash_shipnotice", notice["id"], **columns, updated_at=world.now)
    for line in wire.read_lines(body, _LINES):
        if line.get("id"):
            change_line(world, _find_line(world, notice, line), line)
    for line in wire.read_lines(body, _NESTED):
        if not line.get("id"):
            add_line(world, account, notice["id"], line)
        elif wire.read_given_flag(line, "_destroy"):
            delete_line(world, _find_line(world, notice, line)["id"])
        else:
            change_line(world, _find_line(world, notice, line), line)
    return Reply(204)


def delete_shipnotice(world: World, call: Call, *, shipnotice_id: int) -> Reply:
    """Delete a ship notice that has not arrived, with its lines."""
    notice = find_shipnotice(world, call.account, shipnotice_id)
    check_changeable(notice)
    world.run("DELETE FROM whiplash_shipnotice_item WHERE shipnotice_id = ?", (notice["id"],))
    world.run("DELETE FROM whiplash_shipnotice WHERE id = ?", (notice["id"],))
    return Reply(204)


def _find_line(world: World, notice: Body, line: Body) -> dict[str, Any]:
    return require(
        world.find(
            "SELECT * FROM whiplash_shipnotice_item WHERE id = ? AND shipnotice_id = ?",
            (wire.read_given_integer(line, "id"), notice["id"]),
        )
    )


HANDLERS = (
    list_shipnotices,
    count_shipnotices,
    get_shipnotice,
    create_shipnotice,
    update_shipnotice,
    delete_shipnotice,
)
