"""Business events: what people at Acme do, and no API offers."""

from collections.abc import Callable, Mapping
from typing import Any

from stocktake.core.errors import Conflict, NotFound
from stocktake.core.world import World

from .operations import note_order, require_bin, show_order

_MICRO = 1_000_000


def receive_goods(world: World, *, sku: str, count: int) -> dict[str, Any]:
    """Let goods come in."""
    held = require_bin(world, sku)["count"]
    return _set_bin(world, sku, held + count)


def count_bin(world: World, *, sku: str, count: int) -> dict[str, Any]:
    """Let staff count a bin: so many are there."""
    return _set_bin(world, sku, count)


def ship_order(world: World, *, number: str) -> dict[str, Any]:
    """Let staff ship an order; Conflict where there is not enough."""
    order = world.find("SELECT * FROM acme_order WHERE number = ?", (number,))
    if order is None:
        raise NotFound(f"no order {number}")
    if order["status"] != "open":
        raise Conflict(f"order {number} is {order['status']}")
    for line in show_order(world, order["id"])["lines"]:
        held = require_bin(world, line["sku"])["count"]
        if held < line["quantity"]:
            raise Conflict(f"there are {held} of {line['sku']}")
        _set_bin(world, line["sku"], held - line["quantity"], reference=number)
    world.update("acme_order", order["id"], status="shipped", shipped_at=world.now)
    note_order(world, order["id"], "shipment")
    return show_order(world, order["id"])


def _set_bin(world: World, sku: str, count: int, *, reference: str | None = None) -> dict[str, Any]:
    held = require_bin(world, sku)
    world.update("acme_bin", held["id"], count=count)
    if count != held["count"]:
        world.note(
            "acme", "stock", sku=sku, good=held["id"], reference=reference,
            delta=(count - held["count"]) * _MICRO, after=count * _MICRO,
        )  # fmt: skip
    return {"sku": sku, "count": count}


EVENTS: Mapping[str, Callable[..., Any]] = {
    "receive_goods": receive_goods,
    "count_bin": count_bin,
    "ship_order": ship_order,
}
