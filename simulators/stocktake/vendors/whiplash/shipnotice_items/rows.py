"""Lines of ship notices: found, added, changed and deleted.

Source: docs/reference/whiplash.md 5.2.
"""

from collections.abc import Mapping
from typing import Any

from stocktake.core.world import World
from stocktake.dialects.rails import invalid
from stocktake.vendors.whiplash import wire
from stocktake.vendors.whiplash.access import Account
from stocktake.vendors.whiplash.errors import no_item_named
from stocktake.vendors.whiplash.items.rows import find_item
from stocktake.vendors.whiplash.items.shown import describe
from stocktake.vendors.whiplash.records import require_own

from .input import read_columns

Body = Mapping[str, Any]


def find_line(world: World, account: Account, shipnotice_item_id: int) -> dict[str, Any]:
    """Return a line, with the `status` of its ship notice; NotFound for an unknown id."""
    return require_own(
        world, account, shipnotice_item_id,
        select="SELECT l.*, n.status FROM whiplash_shipnotice_item l"
        " JOIN whiplash_shipnotice n ON n.id = l.shipnotice_id"
        " WHERE l.id = ? AND n.customer_id = ?",
    )  # fmt: skip


def add_line(world: World, account: Account, shipnotice_id: int, body: Body) -> int:
    """Add the line that a body describes to a ship notice; return its id."""
    item_id = wire.read_given_integer(body, "item_id")
    if item_id is None:
        raise no_item_named(body, "item_id")
    item = find_item(world, account, item_id)
    if item["is_bundle"]:
        raise invalid("item_id", "is a bundle: only what it is made of can arrive")
    columns = read_columns(body)
    if "quantity" not in columns:
        raise invalid("quantity", "can't be blank")
    columns.setdefault("description", describe(item))
    return world.insert(
        "whiplash_shipnotice_item",
        shipnotice_id=shipnotice_id, item_id=item["id"],
        created_at=world.now, updated_at=world.now, **columns,
    )  # fmt: skip


def change_line(world: World, line: Body, body: Body) -> None:
    """Set the columns of a line that a body sets; its item stays."""
    changed = {name: value for name, value in read_columns(body).items() if line[name] != value}
    if changed:
        world.update("whiplash_shipnotice_item", line["id"], updated_at=world.now, **changed)


def delete_line(world: World, line_id: int) -> None:
    """Delete a line."""
    world.run("DELETE FROM whiplash_shipnotice_item WHERE id = ?", (line_id,))
