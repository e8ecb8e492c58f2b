"""Orders are paused, released, cancelled and uncancelled; each operation answers nothing.

Source: docs/reference/whiplash.md 3.2. Pausing a paused order and cancelling a cancelled one
change nothing.
"""

from typing import Any

from stocktake.core.simulator import Call, Reply
from stocktake.core.world import World
from stocktake.rules.assignment import PROCESSING

from .assignment import assign_order, reassign
from .ledger import record_demand
from .packing import unpack
from .rows import find_order, require_by_originator, set_status
from .statuses import CANCELLED, PAUSED, check_open, check_status

Row = dict[str, Any]

# By id


def pause_order(world: World, call: Call, *, order_id: int) -> Reply:
    """Keep an order from being processed; its stock stays taken."""
    return _pause(world, find_order(world, call.account, order_id))


def release_order(world: World, call: Call, *, order_id: int) -> Reply:
    """Let a paused order be processed."""
    return _release(world, find_order(world, call.account, order_id))


def cancel_order(world: World, call: Call, *, order_id: int) -> Reply:
    """Cancel an order: its stock returns."""
    return _cancel(world, find_order(world, call.account, order_id))


def uncancel_order(world: World, call: Call, *, order_id: int) -> Reply:
    """Reopen a cancelled order, which takes its stock again."""
    return _uncancel(world, find_order(world, call.account, order_id))


# By the id of the merchant's shop


def pause_order_by_originator(world: World, call: Call, *, original_id: str) -> Reply:
    """Keep the order that a shop knows by this id from being processed."""
    return _pause(world, require_by_originator(world, call.account, original_id))


def release_order_by_originator(world: World, call: Call, *, original_id: str) -> Reply:
    """Let the paused order that a shop knows by this id be processed."""
    return _release(world, require_by_originator(world, call.account, original_id))


def cancel_order_by_originator(world: World, call: Call, *, original_id: str) -> Reply:
    """Cancel the order that a shop knows by this id."""
    return _cancel(world, require_by_originator(world, call.account, original_id))


def uncancel_order_by_originator(world: World, call: Call, *, original_id: str) -> Reply:
    """Reopen the cancelled order that a shop knows by this id."""
    return _uncancel(world, require_by_originator(world, call.account, original_id))


# What they do


def _pause(world: World, order: Row) -> Reply:
    if order["status"] != PAUSED:
        check_open(world, order, "paused")
        unpack(world, order["id"])
        set_status(world, order["id"], PAUSED)
    return Reply(204)


def _release(world: World, order: Row) -> Reply:
    check_status(world, order, PAUSED, "released")
    set_status(world, order["id"], PROCESSING)
    assign_order(world, order["id"])
    reassign(world, order["customer_id"])  # it may free units that it held for other orders
    return Reply(204)


def _cancel(world: World, order: Row) -> Reply:
    if order["status"] != CANCELLED:
        check_open(world, order, "cancelled")
        with record_demand(world, order["id"]):
            unpack(world, order["id"])
            set_status(world, order["id"], CANCELLED)
            reassign(world, order["customer_id"])
    return Reply(204)


def _uncancel(world: World, order: Row) -> Reply:
    check_status(world, order, CANCELLED, "uncancelled")
    with record_demand(world, order["id"]):
        set_status(world, order["id"], PROCESSING)
        assign_order(world, order["id"])
    return Reply(204)


HANDLERS = (
    pause_order,
    release_order,
    cancel_order,
    uncancel_order,
    pause_order_by_originator,
    release_order_by_originator,
    cancel_order_by_originator,
    uncancel_order_by_originator,
)
