"""Rows of offers. Source: docs/reference/channels.md 2.3."""

import json
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.ebay.errors import SellError, inventory_error
from stocktake.vendors.ebay.items.rows import blocked
from stocktake.vendors.ebay.listings.ledger import note_shown
from stocktake.vendors.ebay.listings.rows import PUBLISHED, is_blocked

Row = dict[str, Any]

SELECT = """
SELECT o.*, i.sku, l.ended_at, l.sold, s.shown FROM ebay_offer o
JOIN ebay_item i ON i.id = o.item_id
LEFT JOIN ebay_listing l ON l.id = o.listing_id
LEFT JOIN ebay_shown s ON s.offer_id = o.id
"""


def unknown_offer(**parameters: Any) -> SellError:
    """Return the refusal of an offer that there is not."""
    return inventory_error(25713, "This Offer is not available", status=404, **parameters)


def find(world: World, offer_id: str) -> Row | None:
    """Return an offer by its id, None where there is none."""
    return world.find(f"{SELECT} WHERE CAST(o.id AS TEXT) = ?", (offer_id,))


def require(world: World, offer_id: str) -> Row:
    """Return an offer by its id; refused with 25713 where there is none."""
    found = find(world, offer_id)
    if found is None:
        raise unknown_offer(offerId=offer_id)
    return found


def set_terms(world: World, offer: Row, columns: Row) -> None:
    """Store quantity or price of an offer."""
    with note_shown(world, offer["item_id"]):
        world.update("ebay_offer", offer["id"], updated_at=world.now, **columns)


def replace(world: World, offer: Row, columns: Row, details: Row) -> None:
    """Store an offer anew: what the body leaves out is gone."""
    if offer["status"] == PUBLISHED and is_blocked(world, offer["listing_id"]):
        raise blocked(offer["listing_id"])
    set_terms(world, offer, {**columns, "details": json.dumps(details)})
