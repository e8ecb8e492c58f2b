"""Lines of ship notices: listed, made, changed and removed while nobody receives them.

Source: docs/reference/whiplash.md 5.1, 5.2.
"""

from collections.abc import Mapping
from typing import Any

from stocktake.core.simulator import Call, Page, Reply
from stocktake.core.world import World
from stocktake.dialects.ids import read_integer
from stocktake.dialects.rails import invalid

from . import wire
from .access import Account
from .errors import record_not_found
from .items import find_item
from .lists import INTEGER, TEXT, Listing, listed
from .shipnotice_rows import PROCESSING, shown_lines

Body = Mapping[str, Any]

_OF_NOTICE = Listing(
    table="whiplash_shipnotice_item t",
    where="t.shipnotice_id = :notice",
    attributes={
        "item_id": INTEGER, "quantity": INTEGER, "quantity_good": INTEGER,
        "quantity_damaged": INTEGER, "description": TEXT,
    },
)  # fmt: skip


def find_shipnotice(world: World, account: Account, shipnotice_id: int | None) -> dict[str, Any]:
    """Return the row of a ship notice; refuse an id that is not the account's."""
    notice = world.find(
        "SELECT * FROM whiplash_shipnotice WHERE id = ? AND customer_id = ?",
        (shipnotice_id, account.customer_id),
    )
    if notice is None:
        raise record_not_found()
    return notice


def list_shipnotice_items(
    world: World, call: Call, *, shipnotice_id: str = "", **wanted: str | list[str]
) -> Page:
    """List the lines of a ship notice; without one there is no such record."""
    notice = find_shipnotice(world, call.account, read_integer(shipnotice_id))
    return listed(world, _OF_NOTICE, wanted, show=shown_lines, notice=notice["id"])


def get_shipnotice_item(world: World, call: Call, *, shipnotice_item_id: int) -> Any:
    """Show one line."""
    return shown_lines(world, [_found(world, call.account, shipnotice_item_id)["id"]])[0]


def create_shipnotice_item(world: World, call: Call, *, body: dict[str, Any]) -> Any:
    """Add a line to a ship notice that is not being received yet."""
    account: Account = call.account
    notice = find_shipnotice(world, account, wire.given_integer(body, "shipnotice_id"))
    _refuse_late(notice)
    made = add_line(world, account, notice["id"], body)
    _touch(world, notice["id"])
    return shown_lines(world, [made])[0]


def update_shipnotice_item(
    world: World, call: Call, *, shipnotice_item_id: int, body: dict[str, Any]
) -> Reply:
    """Change a line; answers nothing."""
    line = _found(world, call.account, shipnotice_item_id)
    _refuse_late(line)
    change_line(world, line, body)
    _touch(world, line["shipnotice_id"])
    return Reply(204)


def delete_shipnotice_item(world: World, call: Call, *, shipnotice_item_id: int) -> Reply:
    """Remove a line."""
    line = _found(world, call.account, shipnotice_item_id)
    _refuse_late(line)
    world.run("DELETE FROM whiplash_shipnotice_item WHERE id = ?", (line["id"],))
    _touch(world, line["shipnotice_id"])
    return Reply(204)


def add_line(world: World, account: Account, notice: int, body: Body) -> int:
    """Write a line of a ship notice as a body says it; return its id."""
    wanted = wire.given_integer(body, "item_id")
    if wanted is None:
        raise record_not_found()
    item = find_item(world, account, wanted)
    if item["is_bundle"]:
        raise invalid("item_id", "is a bundle: only what it is made of can arrive")
    columns = _columns(body)
    if "quantity" not in columns:
        raise invalid("quantity", "can't be blank")
    columns.setdefault("description", described(item))
    return world.insert(
        "whiplash_shipnotice_item",
        shipnotice_id=notice, item_id=item["id"], created_at=world.now, updated_at=world.now,
        **columns,
    )  # fmt: skip


def change_line(world: World, line: Body, body: Body) -> None:
    """Change what a body says of a line; of which item it is stays."""
    changed = {name: value for name, value in _columns(body).items() if line[name] != value}
    if changed:
        world.update("whiplash_shipnotice_item", line["id"], updated_at=world.now, **changed)


def described(item: Body) -> str | None:
    """Return what a line says of its item: title and description (4)."""
    return ", ".join(filter(None, (item["title"], item["description"]))) or None


def _columns(body: Body) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    quantity = wire.given_integer(body, "quantity")
    if quantity is not None:
        if quantity < 1:
            raise invalid("quantity", "must be greater than 0")
        columns["quantity"] = quantity
    if body.get("description") is not None:
        columns["description"] = wire.given_text(body, "description")
    published = wire.given_flag(body, "include_in_published")
    if published is not None:
        columns["include_in_published"] = published
    return columns


def _found(world: World, account: Account, line_id: int) -> dict[str, Any]:
    line = world.find(
        "SELECT l.*, n.status FROM whiplash_shipnotice_item l"
        " JOIN whiplash_shipnotice n ON n.id = l.shipnotice_id"
        " WHERE l.id = ? AND n.customer_id = ?",
        (line_id, account.customer_id),
    )
    if line is None:
        raise record_not_found()
    return line


def _refuse_late(row: Body) -> None:
    if row["status"] >= PROCESSING:
        raise invalid("base", "The ship notice is being received or was: its items stay")


def _touch(world: World, notice: int) -> None:
    world.update("whiplash_shipnotice", notice, updated_at=world.now)


HANDLERS = (
    list_shipnotice_items,
    get_shipnotice_item,
    create_shipnotice_item,
    update_shipnotice_item,
    delete_shipnotice_item,
)
