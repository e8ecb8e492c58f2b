"""Receiving a ship notice: what came of each line, and how it gets onto the shelf.

Source: docs/reference/whiplash.md 5.3.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stocktake.core.errors import Conflict, NotFound
from stocktake.core.world import World
from stocktake.vendors.whiplash.stock.rows import describe_received, record_transaction
from stocktake.vendors.whiplash.web_hooks.callbacks import (
    send_inventory_changed,
    send_shipnotice_changed,
)

_NAMED = {"shipnotice_item_id": "id", "item_id": "item_id", "sku": "sku"}
# Chance loses and damages at most one unit in this many.
_UNITS_PER_LOSS = 5

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ReceivedUnits:
    """Units that came of a line, good and damaged ones."""

    line: Row
    good: int
    damaged: int


def read_received(world: World, notice: Row, said: Row) -> ReceivedUnits:
    """Return what an event says of a line, named by its id, or by the item of the first such one.

    NotFound when the ship notice has no such line.
    """
    for line in lines_of(world, notice):
        if all(said[name] == line[column] for name, column in _NAMED.items() if name in said):
            return ReceivedUnits(
                line, said.get("quantity_good", 0), said.get("quantity_damaged", 0)
            )
    raise NotFound("the ship notice has no such line")


def receive_expected(world: World, line: Row, *, by_chance: bool) -> ReceivedUnits:
    """Return all that is still expected of a line, less what chance loses and damages of it."""
    expected = _expected(line)
    if not by_chance:
        return ReceivedUnits(line, expected, 0)
    drawn = int(world.token("whiplash.receiving"), 16)
    damaged, missing = (part % (expected // _UNITS_PER_LOSS + 1) for part in divmod(drawn, 2**64))
    return ReceivedUnits(line, expected - damaged - missing, damaged)


def shelve(world: World, notice: Row, received: ReceivedUnits) -> None:
    """Count what came of a line; good units can be sold at once, damaged ones never."""
    line, good, damaged = received.line, received.good, received.damaged
    if not good and not damaged:
        return
    if line["is_bundle"]:
        raise Conflict("a bundle has no stock of its own: name a component")
    world.run(
        "UPDATE whiplash_shipnotice_item SET quantity_good = quantity_good + ?,"
        " quantity_damaged = quantity_damaged + ?, updated_at = ? WHERE id = ?",
        (good, damaged, world.now, line["id"]),
    )
    if good:
        sender = notice["sender"] or notice["customer"]
        record_transaction(
            world, line["item_id"],
            change=good, description=describe_received(sender, good),
            shipnotice_id=notice["id"], warehouse_id=notice["warehouse_id"],
        )  # fmt: skip
        send_inventory_changed(world, line["item_id"])


def is_received(world: World, notice: Row) -> bool:
    """Return whether nothing more is expected on a ship notice."""
    return not any(_expected(line) for line in lines_of(world, notice))


def change_status(world: World, notice: dict[str, Any], status: int, **columns: Any) -> None:
    """Give a ship notice another status, and tell the web hooks."""
    world.update(
        "whiplash_shipnotice", notice["id"], status=status, updated_at=world.now, **columns
    )
    notice["status"] = status
    send_shipnotice_changed(world, notice["id"])


def find_notice(world: World, shipnotice_id: int) -> dict[str, Any]:
    """Return a ship notice of any merchant, with the merchant's name as `customer`."""
    notice = world.find(
        "SELECT n.*, c.name AS customer FROM whiplash_shipnotice n"
        " JOIN whiplash_customer c ON c.id = n.customer_id WHERE n.id = ?",
        (shipnotice_id,),
    )
    if notice is None:
        raise NotFound(f"no ship notice {shipnotice_id}")
    return notice


def lines_of(world: World, notice: Row) -> list[dict[str, Any]]:
    """Return the lines of a ship notice, with what receiving needs of their items."""
    return world.all(
        "SELECT l.*, i.sku, i.is_bundle FROM whiplash_shipnotice_item l"
        " JOIN whiplash_item i ON i.id = l.item_id WHERE l.shipnotice_id = ? ORDER BY l.id",
        (notice["id"],),
    )


def _expected(line: Row) -> int:
    came: int = line["quantity_good"] + line["quantity_damaged"]
    return max(0, int(line["quantity"]) - came)
