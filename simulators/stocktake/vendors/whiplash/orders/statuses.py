"""Statuses of orders: their numbers, their names, current and older, and what each allows.

Source: docs/reference/whiplash.md 3.2, 3.3.
"""

import re
from collections.abc import Mapping
from typing import Any

from stocktake.core.errors import Unprocessable
from stocktake.core.world import World
from stocktake.dialects.ids import read_integer
from stocktake.dialects.rails import invalid
from stocktake.rules.assignment import HELD, PROCESSING, SHORT

CANCELLED, CLOSED, PAUSED = 40, 45, 90
BATCHED, PACKED, SHIPPED, DELIVERED = 120, 160, 300, 350
ENDED = (30, 35, CANCELLED, CLOSED)
"""Statuses that take no stock: shipped externally, quote, cancelled, closed by originator."""
_PICKED = 150

_NAMES = {
    30: "Shipped Externally", 35: "Quote", CANCELLED: "Cancelled", CLOSED: "Closed by Originator",
    50: "Unpaid", 75: "Pending Return", 77: "Return Verified", HELD: "Pre-Order",
    PAUSED: "Paused", SHORT: "Insufficient Inventory", PROCESSING: "Processing",
    BATCHED: "Printed", 140: "Pending Pick Confirmation", _PICKED: "Picked",
    155: "Prepacking in Progress", PACKED: "Packed", 200: "Label Scheduled for Purchase",
    250: "Label Purchased", SHIPPED: "Shipped", 325: "Picked Up", DELIVERED: "Delivered",
    375: "Return Expired", 380: "Replacement Cancelled", 400: "Returned Undeliverable",
    410: "Replacement Requested", 430: "Exchanged", 450: "Refund Requested",
}  # fmt: skip
_OLDER_NAMES = {HELD: "Items Unavailable", SHORT: "Unassignable"}


def name_of(world: World, status: int) -> str:
    """Return the name of a status; two were renamed, and the quirk `status_names` says which."""
    if world.quirk("whiplash.status_names") == "older" and status in _OLDER_NAMES:
        return _OLDER_NAMES[status]
    return _NAMES[status]


def code_of(text: str) -> int | None:
    """Return the status for a number or a name, current or older, in any case; else None."""
    number = read_integer(text.strip())
    return _CODES.get(_normalized(text)) if number is None else number


def _normalized(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name).strip().casefold()


_CODES = {
    _normalized(name): code for names in (_NAMES, _OLDER_NAMES) for code, name in names.items()
}


# What a status allows


def check_open(world: World, order: Mapping[str, Any], verb: str) -> None:
    """Refuse to pause or cancel an order that has shipped or ended; in strict mode one picked."""
    end = _PICKED if world.quirk("whiplash.strict") else SHIPPED
    if order["status"] >= end or order["status"] in ENDED:
        raise _not_allowed(world, order, verb)


def check_status(world: World, order: Mapping[str, Any], status: int, verb: str) -> None:
    """Refuse an order that is not in this status."""
    if order["status"] != status:
        raise _not_allowed(world, order, verb)


def check_changeable(world: World, order: Mapping[str, Any]) -> None:
    """Refuse to change an order that has shipped."""
    if order["status"] >= SHIPPED:
        raise _not_allowed(world, order, "changed")


def check_lines_changeable(world: World, order: Mapping[str, Any]) -> None:
    """Refuse to change the lines of an order that has shipped or ended."""
    if order["status"] >= SHIPPED or order["status"] in ENDED:
        raise _not_allowed(world, order, "given other items")


def _not_allowed(world: World, order: Mapping[str, Any], verb: str) -> Unprocessable:
    name = name_of(world, order["status"])
    return invalid("base", f"An order that is {name} cannot be {verb}")
