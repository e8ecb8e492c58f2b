"""Orders on hold: held until a day, restored by hand or when the day comes.

Source: docs/reference/channels.md 4.2.
"""

from typing import Any

from stocktake.core import jobs
from stocktake.core.simulator import Call
from stocktake.core.world import World
from stocktake.vendors.shipstation import wire
from stocktake.vendors.shipstation.errors import invalid, not_a_date

from . import rows
from .statuses import AWAITING_SHIPMENT, ON_HOLD


def hold_order_until(world: World, call: Call, *, body: dict[str, Any]) -> Any:
    """Hold an order until the Pacific day begins that the body names."""
    order = rows.get_order_row(world, body["orderId"])
    day = wire.read_day(body["holdUntilDate"])
    if day is None:
        raise invalid("holdUntilDate", not_a_date(body["holdUntilDate"]))
    rows.require_open(order, to="put on hold", among=frozenset({AWAITING_SHIPMENT, ON_HOLD}))
    rows.change(world, order["id"], status=ON_HOLD, hold_until=day)
    arguments = {"order_id": order["id"], "day": day}
    # The Pacific day of the earliest time that is read begins before it: long over, as others.
    due = max(world.now, wire.read_time(day) or world.now)
    jobs.schedule(world, "shipstation", "release_hold", due=due, arguments=arguments)
    return {"success": True, "message": f"The order is on hold until {day}"}


def restore_order_from_hold(world: World, call: Call, *, body: dict[str, Any]) -> Any:
    """Let an order on hold await shipment again."""
    order = rows.get_order_row(world, body["orderId"])
    rows.require_open(order, to="restored from hold", among=frozenset({ON_HOLD}))
    rows.change(world, order["id"], status=AWAITING_SHIPMENT, hold_until=None)
    return {"success": True, "message": "The order was restored from hold"}


def release_hold(world: World, *, order_id: int, day: str) -> None:
    """Let an order await shipment if it is still held until this day."""
    held = world.find(
        "SELECT id FROM shipstation_order WHERE id = ? AND active AND status = ?"
        " AND hold_until = ?",
        (order_id, ON_HOLD, day),
    )
    if held is not None:
        rows.change(world, order_id, status=AWAITING_SHIPMENT, hold_until=None)


HANDLERS = (hold_order_until, restore_order_from_hold)
JOBS = {"release_hold": release_hold}
