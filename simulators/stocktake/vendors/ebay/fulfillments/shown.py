"""Parcels as the wire shows them. Source: docs/reference/channels.md 2.4."""

from typing import Any

from stocktake.core.world import World
from stocktake.vendors.ebay.orders.shown import NO_NUMBER
from stocktake.vendors.ebay.wire import spell_time

from .rows import Row, units_of


def show_fulfillment(world: World, parcel: Row) -> dict[str, Any]:
    """Return a parcel; number and carrier are absent where it has neither."""
    shown: dict[str, Any] = {
        "fulfillmentId": parcel["number"] or NO_NUMBER,
        "lineItems": [
            {"lineItemId": str(line), "quantity": count}
            for line, count in units_of(world, parcel).items()
        ],
        "shippedDate": spell_time(parcel["shipped_at"]),
    }
    if parcel["number"]:
        shown["shipmentTrackingNumber"] = parcel["number"]
        shown["shippingCarrierCode"] = parcel["carrier"]
    return shown
