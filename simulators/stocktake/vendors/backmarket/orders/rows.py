"""Rows of orders: placed, found, moved from state to state.

Source: docs/reference/channels.md 1.3, 13.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core import jobs
from stocktake.core.errors import NotFound
from stocktake.core.world import World
from stocktake.dialects.ids import read_integer
from stocktake.vendors.backmarket.errors import unknown
from stocktake.vendors.backmarket.listings.rows import take

from .ledger import note_order
from .states import CANCELLED, PAID, UNPAID

Row = dict[str, Any]

_HOUR_MS = 3_600_000
_SELECT = "SELECT * FROM backmarket_stated_order o"


def find(world: World, order_id: str | int) -> Row | None:
    """Return an order by its id with its state, None where there is none."""
    number = read_integer(str(order_id))
    return world.find(f"{_SELECT} WHERE o.id = ?", (number,))


def require(world: World, order_id: str) -> Row:
    """Return an order by its id with its state; refused with 404 where there is none."""
    found = find(world, order_id)
    if found is None:
        raise unknown("the order")
    return found


def require_for_people(world: World, order_id: str | int) -> Row:
    """Return an order by its id with its state; NotFound where there is none."""
    found = find(world, order_id)
    if found is None:
        raise NotFound(f"no order {order_id}")
    return found


def lines_of(world: World, order: Row) -> list[Row]:
    """Return the lines of an order."""
    return world.all("SELECT * FROM backmarket_line WHERE order_id = ? ORDER BY id", (order["id"],))


def place(
    world: World,
    bought: Sequence[tuple[Row, int]],
    *,
    state: int,
    address: Mapping[str, Any],
    country_code: str,
) -> int:
    """Make an order of what a buyer takes of each listing, which shows that much less."""
    order = world.insert(
        "backmarket_order",
        country_code=country_code, currency=bought[0][0]["currency"], address=json.dumps(address),
        micros=0, created_at=world.now, modified_at=world.now,
    )  # fmt: skip
    # No two digits alike, and never none: clients see six digits of a second.
    world.update("backmarket_order", order, micros=(order * 7_919 + 123) % 999 + 1)
    with note_order(world, order):
        for listing, quantity in bought:
            take(world, listing, quantity)
            world.insert(
                "backmarket_line",
                order_id=order, listing_id=listing["id"], sku=listing["sku"],
                title=listing["title"], quantity=quantity, price=listing["price"], state=state,
            )  # fmt: skip
    if state == PAID:
        pay(world, require_for_people(world, order))
    return order


def pay(world: World, order: Row) -> None:
    """Take an order as paid: lines that wait are to be accepted from now on."""
    for line in lines_of(world, order):
        if line["state"] in UNPAID:
            world.update("backmarket_line", line["id"], state=PAID)
    touch(world, order, paid_at=world.now)
    hours = world.quirk("backmarket.auto_cancel_after")
    if hours:
        due, arguments = world.now + hours * _HOUR_MS, {"order": order["id"]}
        jobs.schedule(world, "backmarket", "cancel_unaccepted", due=due, arguments=arguments)


def move(world: World, order: Row, states: Mapping[int, int], **columns: Any) -> None:
    """Put lines into other states, by their ids; the order counts as changed now."""
    with note_order(world, order["id"]):
        for line, state in states.items():
            world.update("backmarket_line", line, state=state)
    touch(world, order, **columns)


def pay_back(world: World, line: Row, *, amount: int, state: int, **columns: Any) -> None:
    """Pay back cents of a line that is in this state from now on."""
    order = require_for_people(world, line["order_id"])
    world.update("backmarket_line", line["id"], refunded=line["refunded"] + amount, **columns)
    move(world, order, {line["id"]: state})


def left_of(line: Row) -> int:
    """Return what of a line was not paid back yet, in cents."""
    return int(line["quantity"] * line["price"] - line["refunded"])


def touch(world: World, order: Row, **columns: Any) -> None:
    """Store columns of an order; it counts as changed now."""
    world.update("backmarket_order", order["id"], modified_at=world.now, **columns)


def cancel_paid(world: World, order: Row) -> None:
    """Cancel the lines that are paid and not accepted, if there are any."""
    for line in lines_of(world, order):
        if line["state"] == PAID:
            pay_back(world, line, amount=left_of(line), state=CANCELLED)
