"""Parcels of an order are told, once each. Source: docs/reference/channels.md 3."""

from typing import Any

from stocktake.core.errors import Conflict
from stocktake.core.simulator import Call, Reply
from stocktake.core.world import World
from stocktake.vendors.swappa.orders.rows import PAID, lines_of, require

from . import rows
from .input import check_label, read_devices
from .shown import show_shipment


def create_shipment(world: World, call: Call, *, order_id: str, body: dict[str, Any]) -> Reply:
    """Say that a parcel has left; the same number again changes nothing and shows the first."""
    order = require(world, order_id)
    check_label(world, body)
    known = rows.find(world, order, body["tracking_number"])
    if known is not None:
        return Reply(200, show_shipment(world, known))
    if order["status"] != PAID:
        raise Conflict(f"Order {order_id} is {order['status']}")
    devices = read_devices(lines_of(world, order["id"]), body["items"])
    return Reply(201, show_shipment(world, rows.add(world, order, devices, body)))


HANDLERS = (create_shipment,)
