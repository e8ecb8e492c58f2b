"""Orders are paused, released, cancelled and taken up again; each answers nothing.

Source: docs/reference/whiplash.md 3.2. Saying again what already is changes nothing.
"""

from typing import Any

from stocktake.core.simulator import Call, Reply
from stocktake.core.world import World
from stocktake.rules.assignment import PROCESSING

from .assignment import assign_order, reassign
from .order_lines import accounted, take_apart
from .order_status import CANCELLED, PAUSED, check_open, check_status
from .orders import find_by_originator, find_order

Row = dict[str, Any]

# By id


def pause_order(world: World, call: Call, *, order_id: int) -> Reply:
    """Keep an order from being processed; its stock stays taken."""
    return _pause(world, find_order(world, call.account, order_id))


def release_order(world: World, call: Call, *, order_id: int) -> Reply:
    """Let a paused order be processed."""
    return _release(world, find_order(world, call.account, order_id))


def cancel_order(world: World, call: Call, *, order_id: int) -> Reply:
    """Give an order up: its stock comes back."""
    return _cancel(world, find_order(world, call.account, order_id))


def uncancel_order(world: World, call: Call, *, order_id: int) -> Reply:
    """Take a cancelled order up again, and its stock."""
    return _uncancel(world, find_order(world, call.account, order_id))


# By the id of the merchant's shop


def pause_order_by_originator(world: World, call: Call, *, original_id: str) -> Reply:
    """Keep the order from being processed that a shop knows by this id."""
    return _pause(world, find_by_originator(world, call.account, original_id))


def release_order_by_originator(world: World, call: Call, *, original_id: str) -> Reply:
    """Let the paused order be processed that a shop knows by this id."""
    return _release(world, find_by_originator(world, call.account, original_id))


def cancel_order_by_originator(world: World, call: Call, *, original_id: str) -> Reply:
    """Give up the order that a shop knows by this id."""
    return _cancel(world, find_by_originator(world, call.account, original_id))


def uncancel_order_by_originator(world: World, call: Call, *, original_id: str) -> Reply:
    """Take up again the cancelled order that a shop knows by this id."""
    return _uncancel(world, find_by_originator(world, call.account, original_id))


# What they do


def _pause(world: World, order: Row) -> Reply:
    if order["status"] != PAUSED:
        check_open(world, order, "paused")
        take_apart(world, order["id"])
        _set_status(world, order, PAUSED)
    return Reply(204)


def _release(world: World, order: Row) -> Reply:
    check_status(world, order, PAUSED, "released")
    _set_status(world, order, PROCESSING)
    assign_order(world, order["id"])
    reassign(world, order["customer_id"])  # it may leave goods to others that were kept for it
    return Reply(204)


def _cancel(world: World, order: Row) -> Reply:
    if order["status"] != CANCELLED:
        check_open(world, order, "cancelled")
        with accounted(world, order["id"]):
            take_apart(world, order["id"])
            _set_status(world, order, CANCELLED)
            reassign(world, order["customer_id"])
    return Reply(204)


def _uncancel(world: World, order: Row) -> Reply:
    check_status(world, order, CANCELLED, "uncancelled")
    with accounted(world, order["id"]):
        _set_status(world, order, PROCESSING)
        assign_order(world, order["id"])
    return Reply(204)


def _set_status(world: World, order: Row, status: int) -> None:
    world.update(
        "whiplash_order", order["id"],
        status=status, previous_status=order["status"], updated_at=world.now,
    )  # fmt: skip


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
