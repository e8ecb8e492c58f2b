"""Lines of orders get their devices' numbers. Source: docs/reference/channels.md 1.3, 1.4.

Errors of this newer route are problem+json.
"""

from typing import Any

from stocktake.core.simulator import Call
from stocktake.core.world import World
from stocktake.dialects.ids import read_integer
from stocktake.vendors.backmarket.errors import Refused, Shape, unknown

from . import rows
from .input import read_device
from .shown import show_line
from .states import ACCEPTED, SHIPPED


def update_orderline(world: World, call: Call, *, id_: str, body: dict[str, Any]) -> dict[str, Any]:
    """Store the imei and the serial number of an accepted line; one that it has stays."""
    number = read_integer(id_)
    line = world.find("SELECT * FROM backmarket_line WHERE id = ?", (number,))
    if line is None:
        raise unknown("the orderline", shape=Shape.PROBLEM)
    try:
        sent = read_device(body)
    except Refused as no:
        raise _invalid(no.message) from None
    if not sent:
        raise _invalid("send an imei or a serial_number")
    new = {name: value for name, value in sent.items() if line[name] != value}
    if any(line[name] for name in new):
        raise _invalid("it has one already, which cannot be corrected")
    order = rows.require_for_people(world, line["order_id"])
    if new:
        if line["state"] not in (ACCEPTED, SHIPPED):
            raise _invalid("the orderline is neither accepted nor shipped")
        if line["quantity"] != 1:
            raise _invalid("the orderline is of several units")
        world.update("backmarket_line", line["id"], **new)
        rows.touch(world, order)
    return show_line(world, order, {**line, **new})


def _invalid(message: str) -> Refused:
    return Refused(message, status=422, shape=Shape.PROBLEM)


HANDLERS = (update_orderline,)
