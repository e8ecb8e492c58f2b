"""Rows of parcels. Source: docs/reference/channels.md 2.4."""

from collections.abc import Sequence
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.ebay.errors import SellError, fulfillment_error
from stocktake.vendors.ebay.orders.ledger import note_order
from stocktake.vendors.ebay.orders.rows import touch

from .input import Units, left_of

Row = dict[str, Any]


def of_order(world: World, order: Row) -> list[Row]:
    """Return the parcels of an order."""
    return world.all(
        "SELECT * FROM ebay_fulfillment WHERE order_id = ? ORDER BY id", (order["id"],)
    )


def find(world: World, order: Row, number: str) -> Row | None:
    """Return the parcel of an order with this number, None where there is none."""
    return world.find(
        "SELECT * FROM ebay_fulfillment WHERE order_id = ? AND number = ?", (order["id"], number)
    )


def units_of(world: World, parcel: Row) -> Units:
    """Return what is in a parcel."""
    rows = world.all(
        "SELECT line_id, quantity FROM ebay_fulfillment_line WHERE fulfillment_id = ?"
        " ORDER BY line_id",
        (parcel["id"],),
    )
    return {row["line_id"]: row["quantity"] for row in rows}


def is_repeated(world: World, parcel: Row, units: Units | None, *, left: bool) -> bool:
    """Say whether a request repeats what a parcel holds: its lines, or none and none is left."""
    return not left if units is None else units_of(world, parcel) == units


def add(
    world: World, order: Row, lines: Sequence[Row], units: Units | None, **columns: Any
) -> None:
    """Let units leave in a parcel; refused with 32600 for more than are left of a line.

    Further lines under a number that is there already are in that parcel.
    """
    left = {line["id"]: left_of(line) for line in lines}
    taken = {line: count for line, count in (left if units is None else units).items() if count}
    if not taken or any(count > left[line] for line, count in taken.items()):
        raise too_many(order)
    parcel = find(world, order, columns["number"])
    if parcel is not None and taken.keys() & units_of(world, parcel).keys():
        raise too_many(order)
    with note_order(world, order["id"]):
        parcel_id = (
            world.insert("ebay_fulfillment", order_id=order["id"], **columns)
            if parcel is None
            else parcel["id"]
        )
        for line, count in taken.items():
            world.insert(
                "ebay_fulfillment_line", fulfillment_id=parcel_id, line_id=line, quantity=count
            )
    touch(world, order)


def too_many(order: Row) -> SellError:
    """Return the refusal of units that have left already, or are not wanted any more."""
    return fulfillment_error(
        32600, "Invalid input: these units have shipped already, or are cancelled",
        orderId=order["order_id"],
    )  # fmt: skip
