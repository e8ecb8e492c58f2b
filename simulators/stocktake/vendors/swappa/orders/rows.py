"""Rows of orders: made, found, moved from state to state. Source: docs/reference/channels.md 3."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.errors import NotFound
from stocktake.core.world import World
from stocktake.vendors.swappa.listings.rows import sell
from stocktake.vendors.swappa.wire import read_order

from .ledger import note_order

Row = dict[str, Any]

PENDING, PAID, SHIPPED, DELIVERED = "pending", "paid", "shipped", "delivered"
CANCELLED, REFUNDED = "cancelled", "refunded"


def require(world: World, order_id: str) -> Row:
    """Return an order by its id; NotFound where there is none."""
    row = world.find("SELECT * FROM swappa_order WHERE id = ?", (read_order(order_id),))
    if row is None:
        raise NotFound(f"There is no order {order_id[:40]}")
    return row


def lines_of(world: World, order: int) -> list[Row]:
    """Return the lines of an order, with what of them has left."""
    return world.all("SELECT * FROM swappa_sent_line WHERE order_id = ? ORDER BY number", (order,))


def is_wanted(line: Row) -> bool:
    """Say whether a line has units that are wanted and have not left."""
    return bool(not line["shipped"] and line["cancelled"] < line["quantity"])


def touch(world: World, order: int, **columns: Any) -> None:
    """Store columns of an order; it counts as changed now."""
    world.update("swappa_order", order, updated_at=world.now, **columns)


def add(world: World, *, buyer: Mapping[str, Any], ship_to: Mapping[str, Any], paid: bool) -> int:
    """Make an order without lines; return its id."""
    return world.insert(
        "swappa_order",
        buyer=json.dumps(buyer), ship_to=json.dumps(ship_to), status=PAID if paid else PENDING,
        created_at=world.now, updated_at=world.now,
    )  # fmt: skip


def buy(world: World, order: int, bought: Sequence[tuple[Row, int]]) -> None:
    """Put what a buyer takes of each variant into an order; the listings show that much less.

    Devices are sold by the piece: each is a line of its own.
    """
    number = 0
    with note_order(world, order):
        for variant, quantity in bought:
            sell(world, variant, quantity)
            for count in [1] * quantity if variant["device"] else [quantity]:
                number += 1
                world.insert(
                    "swappa_line",
                    order_id=order, number=number, variant_id=variant["variant_id"],
                    sku=variant["sku"], title=variant["title"], quantity=count,
                    price=variant["price"], device=variant["device"],
                )  # fmt: skip


def cancel(world: World, order: Row) -> None:
    """Cancel an order of which nothing has left."""
    with note_order(world, order["id"]):
        world.run("UPDATE swappa_line SET cancelled = quantity WHERE order_id = ?", (order["id"],))
    touch(world, order["id"], status=CANCELLED)


def refund(world: World, order: Row, units: Mapping[int, int]) -> None:
    """Pay back units of lines; those that have not left are not wanted any more."""
    with note_order(world, order["id"]):
        for line in lines_of(world, order["id"]):
            count = units.get(line["id"], 0)
            dropped = 0 if line["shipped"] else count
            world.update(
                "swappa_line", line["id"],
                refunded=line["refunded"] + count, cancelled=line["cancelled"] + dropped,
            )  # fmt: skip
    settle(world, order)


def settle(world: World, order: Row) -> None:
    """Let an order be in the state that its lines are in: all paid back, all gone, or as it was."""
    lines = lines_of(world, order["id"])
    status = order["status"]
    if all(line["refunded"] == line["quantity"] for line in lines):
        status = REFUNDED
    elif not any(is_wanted(line) for line in lines):
        status = SHIPPED
    touch(world, order["id"], status=status)
