"""Rows of orders: found, placed, cancelled, combined.

Source: docs/reference/channels.md 2.4, 13.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.errors import NotFound
from stocktake.core.world import World
from stocktake.vendors.ebay.errors import SellError, fulfillment_error
from stocktake.vendors.ebay.listings.rows import sell_from

from .ledger import note_order

Row = dict[str, Any]

SELLER_CANCEL, BUYER_CANCEL = "SELLER_CANCEL", "BUYER_CANCEL"


def unknown_order(order_id: str) -> SellError:
    """Return the refusal of an order that there is not (any more)."""
    return fulfillment_error(32100, "Invalid order ID", status=404, orderId=order_id)


def require(world: World, order_id: str) -> Row:
    """Return an order by its orderId; refused with 32100 for an unknown and a combined one."""
    found = find(world, order_id)
    if found is None:
        raise unknown_order(order_id)
    return found


def find(world: World, order_id: str) -> Row | None:
    """Return an order by its orderId, None for an unknown one and for one that was combined."""
    return world.find(
        "SELECT * FROM ebay_order WHERE order_id = ? AND combined_into IS NULL", (order_id,)
    )


def require_for_people(world: World, order_id: str) -> Row:
    """Return an order by its orderId; NotFound where there is none: buyers know no errorIds."""
    found = find(world, order_id)
    if found is None:
        raise NotFound(f"no order {order_id}")
    return found


def lines_of(world: World, order: Row) -> list[Row]:
    """Return the lines of an order, with what of them has left."""
    return world.all("SELECT * FROM ebay_sent_line WHERE order_id = ? ORDER BY id", (order["id"],))


def total_of(world: World, order: Row) -> int:
    """Return what a buyer pays for an order, in cents."""
    query = "SELECT coalesce(sum(quantity * price), 0) FROM ebay_line WHERE order_id = ?"
    return int(world.value(query, (order["id"],)))


def refunded_of(world: World, order: Row) -> int:
    """Return what was paid back of an order, in cents."""
    query = "SELECT coalesce(sum(amount), 0) FROM ebay_refund WHERE order_id = ?"
    return int(world.value(query, (order["id"],)))


def owed_of(world: World, line: Row) -> int:
    """Return what could still be paid back for a line, in cents."""
    query = "SELECT coalesce(sum(amount), 0) FROM ebay_refund_line WHERE line_id = ?"
    return int(line["quantity"] * line["price"] - world.value(query, (line["id"],)))


def touch(world: World, order: Row, **columns: Any) -> None:
    """Store columns of an order; it counts as changed now."""
    world.update("ebay_order", order["id"], modified_at=world.now, **columns)


def add(world: World, *, buyer: str, ship_to: Mapping[str, Any], paid: bool) -> int:
    """Make an order without lines; return the id of its row."""
    row = world.insert(
        "ebay_order",
        order_id="", buyer=buyer, ship_to=json.dumps(ship_to), created_at=world.now,
        modified_at=world.now, paid_at=world.now if paid else None,
    )  # fmt: skip
    world.update("ebay_order", row, order_id=_spell_id(row))
    return row


def buy(world: World, order: int, bought: Sequence[tuple[Row, int]]) -> None:
    """Put what a buyer takes of each listing into an order; the listings show that much less."""
    with note_order(world, order):
        for listing, quantity in bought:
            sell_from(world, listing, quantity)
            world.insert(
                "ebay_line",
                order_id=order, listing_id=listing["listing_id"], offer_id=listing["offer_id"],
                sku=listing["sku"], title=listing["title"], quantity=quantity,
                price=listing["price"] or 0,
            )  # fmt: skip


def cancel(world: World, order: Row) -> None:
    """Cancel an order of which nothing has left; what was paid is paid back."""
    with note_order(world, order["id"]):
        world.run("UPDATE ebay_line SET cancelled = quantity WHERE order_id = ?", (order["id"],))
    touch(world, order, cancelled_at=world.now)
    left = total_of(world, order) - refunded_of(world, order)
    if order["paid_at"] is not None and left:
        reason = BUYER_CANCEL if order["cancel_requested_at"] is not None else SELLER_CANCEL
        refund(world, order, reason=reason, amount=left, lines={})


def refund(world: World, order: Row, *, reason: str, amount: int, lines: Mapping[int, int]) -> int:
    """Pay back an amount (cents), `lines` what of it is for which line; return the refund's id.

    Units that have not left are not wanted any more, where a line or the order is paid back whole.
    """
    refund_id = world.insert(
        "ebay_refund", order_id=order["id"], at=world.now, reason=reason, amount=amount
    )
    for line, cents in lines.items():
        world.insert("ebay_refund_line", refund_id=refund_id, line_id=line, amount=cents)
    whole = refunded_of(world, order) >= total_of(world, order)
    with note_order(world, order["id"]):
        for row in lines_of(world, order):
            if whole or (row["id"] in lines and not owed_of(world, row)):
                world.update("ebay_line", row["id"], cancelled=row["quantity"] - row["shipped"])
    touch(world, order)
    return refund_id


def combine(world: World, orders: Sequence[Row]) -> str:
    """Make one order of several: it has their lines, and they are gone; return its orderId."""
    first = orders[0]
    paid = first["paid_at"] is not None
    row = add(world, buyer=first["buyer"], ship_to=json.loads(first["ship_to"]), paid=paid)
    with note_order(world, row):
        for order in orders:
            with note_order(world, order["id"]):
                world.run(
                    "UPDATE ebay_line SET order_id = ? WHERE order_id = ?", (row, order["id"])
                )
            touch(world, order, combined_into=row)
    return str(world.value("SELECT order_id FROM ebay_order WHERE id = ?", (row,)))


def _spell_id(row: int) -> str:
    return f"01-{3_954 + row:05}-{(26_441 + (row - 1) * 7_919) % 90_000 + 10_000}"
