"""Offers as the wire shows them. Source: docs/reference/channels.md 2.3, 12."""

import json
from typing import Any

from stocktake.vendors.ebay.wire import spell_amount

from .rows import Row


def show_offer(offer: Row) -> dict[str, Any]:
    """Return an offer; what it does not have is absent."""
    shown: dict[str, Any] = {
        "offerId": str(offer["id"]),
        "sku": offer["sku"],
        "marketplaceId": offer["marketplace"],
        "format": offer["format"],
        **json.loads(offer["details"]),
        "status": offer["status"],
    }
    if offer["quantity"] is not None:
        shown["availableQuantity"] = offer["quantity"]
    if offer["price"] is not None:
        shown["pricingSummary"] = {"price": spell_amount(offer["price"], offer["currency"])}
    if offer["listing_id"] is not None:
        shown["listing"] = {
            "listingId": str(offer["listing_id"]),
            "listingStatus": _status(offer),
            "soldQuantity": offer["sold"],
        }
    return shown


def _status(offer: Row) -> str:
    if offer["ended_at"] is not None:
        return "ENDED"
    return "ACTIVE" if offer["shown"] else "OUT_OF_STOCK"
