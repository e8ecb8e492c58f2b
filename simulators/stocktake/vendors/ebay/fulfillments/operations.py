"""Parcels of an order: told once each, listed, shown. Source: docs/reference/channels.md 2.4."""

from typing import Any

from stocktake.core.simulator import Call, Reply
from stocktake.core.world import World
from stocktake.vendors.ebay.errors import fulfillment_error
from stocktake.vendors.ebay.orders.rows import lines_of, require
from stocktake.vendors.ebay.orders.shown import NO_NUMBER, fulfillment_url

from . import rows
from .input import left_of, read_date, read_label, read_units
from .shown import show_fulfillment


def create_shipping_fulfillment(
    world: World, call: Call, *, order_id: str, body: dict[str, Any]
) -> Reply:
    """Say that a parcel has left; the same parcel again changes nothing."""
    order = require(world, order_id)
    number, carrier = read_label(body)
    at = read_date(world, body)
    lines = lines_of(world, order)
    units = read_units(lines, body.get("lineItems"))
    parcel = rows.find(world, order, number)
    left = any(map(left_of, lines))
    if parcel is None or not rows.is_repeated(world, parcel, units, left=left):
        rows.add(world, order, lines, units, number=number, carrier=carrier, shipped_at=at)
    return Reply(201, headers={"Location": fulfillment_url(call, order_id, number)})


def list_shipping_fulfillments(world: World, call: Call, *, order_id: str) -> dict[str, Any]:
    """List the parcels of an order."""
    parcels = rows.of_order(world, require(world, order_id))
    shown = [show_fulfillment(world, parcel) for parcel in parcels]
    return {"fulfillments": shown, "total": len(shown)}


def get_shipping_fulfillment(
    world: World, call: Call, *, order_id: str, fulfillment_id: str
) -> dict[str, Any]:
    """Show one parcel of an order."""
    order = require(world, order_id)
    number = "" if fulfillment_id == NO_NUMBER else fulfillment_id
    parcel = rows.find(world, order, number)
    if parcel is None:
        raise fulfillment_error(
            32600, "No such fulfillment", status=404, fulfillmentId=fulfillment_id
        )
    return show_fulfillment(world, parcel)


HANDLERS = (
    create_shipping_fulfillment,
    list_shipping_fulfillments,
    get_shipping_fulfillment,
)
