"""Listings as the wire shows them, for one market. Source: docs/reference/channels.md 1.2."""

import json
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.backmarket.markets import HOME
from stocktake.vendors.backmarket.wire import spell_price

from .rows import Row, terms_of

GRADES = {"STALLONE": 4, "FAIR": 3, "GOOD": 2, "VERY_GOOD": 1, "EXCELLENT": 0, "PREMIUM": 9}
"""Grades and the number that stood for them before."""
NO_TERMS, ONLINE, OFFLINE, DEACTIVATED = 0, 2, 3, 4


def show_listing(world: World, listing: Row, market: str, *, lag: int = 0) -> dict[str, Any]:
    """Return a listing as a market reads it, quantity and price as they were `lag` ms ago."""
    terms = terms_of(world, listing["id"], market)
    quantity, price = _as_of(world, listing, terms, lag)
    return {
        "id": listing["uuid"],
        "listing_id": listing["id"],
        "product_id": listing["product_uuid"],
        "backmarket_id": listing["product_id"],
        "sku": listing["sku"],
        "title": listing["title"],
        "comment": terms["comment"],
        "quantity": quantity,
        "price": None if price is None else spell_price(price),
        "min_price": None if terms["min_price"] is None else spell_price(terms["min_price"]),
        "max_price": spell_price(listing["max_price"]),
        "currency": terms["currency"],
        "grade": listing["grade"],
        "state": GRADES[listing["grade"]],
        "publication_state": _state(listing, quantity, price, terms["comment"]),
        "warranty_delay": terms["warranty_delay"],
        "shippings": [
            {
                "country_code": market,
                "shipper": each["shipper"],
                "shipper_display": each["display"],
                "shipping_delay": each["delay"],
                "shipping_price": spell_price(each["price"]),
            }
            for _, each in sorted(json.loads(terms["shippings"]).items())
        ],
        "new_battery": bool(listing["new_battery"]),
    }


def _state(listing: Row, quantity: int, price: int | None, comment: str | None) -> int:
    if listing["ended_at"] is not None:
        return DEACTIVATED
    if price is None or not comment:
        return NO_TERMS
    return OFFLINE if not quantity or price > listing["max_price"] else ONLINE


def _as_of(world: World, listing: Row, terms: Row, lag: int) -> tuple[int, int | None]:
    """Return quantity and price as they were `lag` ms ago; prices of other markets do not lag."""
    past = None
    if lag:
        past = world.find(
            "SELECT quantity, price FROM backmarket_past WHERE listing_id = ? AND until > ?"
            " ORDER BY until, id LIMIT 1",
            (listing["id"], world.now - lag),
        )
    if past is None:
        return listing["quantity"], terms["price"]
    return past["quantity"], past["price"] if terms["market"] == HOME else terms["price"]
