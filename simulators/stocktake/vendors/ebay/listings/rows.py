"""Rows of listings: made, found, revised, sold from.

Source: docs/reference/channels.md 2.3, 13.
"""

import json
from typing import Any

from stocktake.core.errors import Conflict, NotFound
from stocktake.core.world import World
from stocktake.vendors.ebay.quotas import day_of
from stocktake.vendors.ebay.wire import CURRENCY

from .ledger import note_shown

Row = dict[str, Any]

PUBLISHED, UNPUBLISHED = "PUBLISHED", "UNPUBLISHED"
_CONDITION = "USED_EXCELLENT"


def add(world: World, *, sku: str, quantity: int, title: str, price: int, **details: Any) -> Row:
    """Make an item and a published offer of so many; return its ids and its SKU."""
    body = {"condition": _CONDITION, "product": {"title": title, "imageUrls": [], **details}}
    item_id = world.insert(
        "ebay_item",
        sku=sku, quantity=quantity, locale="en_US", details=json.dumps(body),
        created_at=world.now, updated_at=world.now,
    )  # fmt: skip
    listing_id = world.insert(
        "ebay_listing", by_hand=0, title=title, price=price, created_at=world.now
    )
    offered = {"categoryId": "9355", "merchantLocationKey": "main", "listingDuration": "GTC"}
    with note_shown(world, item_id):
        offer_id = world.insert(
            "ebay_offer",
            item_id=item_id, listing_id=listing_id, marketplace="EBAY_US", format="FIXED_PRICE",
            quantity=quantity, price=price, currency=CURRENCY, status=PUBLISHED,
            details=json.dumps(offered), updated_at=world.now,
        )  # fmt: skip
    return {"listing_id": listing_id, "offer_id": offer_id, "item_id": item_id, "sku": sku}


def add_by_hand(
    world: World, *, sku: str | None, quantity: int, title: str, price: int
) -> dict[str, Any]:
    """Make a listing that the Inventory API does not see, with a SKU or without one."""
    listing_id = world.insert(
        "ebay_listing",
        by_hand=1, title=title, sku=sku, quantity=quantity, price=price, created_at=world.now,
    )  # fmt: skip
    return {"listing_id": listing_id, "offer_id": None, "item_id": None, "sku": sku}


def find(world: World, listing: str | int) -> Row:
    """Return a listing by the id of its offer, or by its own; NotFound where there is none."""
    row = world.find(
        "SELECT * FROM ebay_shown WHERE ?1 IN (CAST(offer_id AS TEXT), CAST(listing_id AS TEXT))",
        (str(listing),),
    )
    if row is None:
        raise NotFound(f"no listing {listing}")
    return row


def find_by_sku(world: World, sku: str) -> Row:
    """Return the listing of a SKU from which most can be bought; NotFound where there is none."""
    row = world.find(
        "SELECT * FROM ebay_shown WHERE sku = ? ORDER BY shown DESC, ended_at IS NOT NULL,"
        " listing_id LIMIT 1",
        (sku,),
    )
    if row is None:
        raise NotFound(f"no listing of {sku!r}")
    return row


def sell_from(world: World, listing: Row, quantity: int) -> None:
    """Lower what a listing shows, item and offer both; Conflict for more than it shows."""
    now = find(world, listing["listing_id"])
    if quantity > now["shown"]:
        raise Conflict(
            f"listing {now['listing_id']} shows {now['shown']} of {now['sku']}, not {quantity}"
        )
    with note_shown(world, now["item_id"]):
        world.run(
            "UPDATE ebay_item SET quantity = quantity - ? WHERE id = ?", (quantity, now["item_id"])
        )
        world.run(
            "UPDATE ebay_offer SET quantity = quantity - ? WHERE id = ?",
            (quantity, now["offer_id"]),
        )
        world.run(
            "UPDATE ebay_listing SET sold = sold + ?1,"
            " quantity = CASE WHEN by_hand THEN quantity - ?1 END WHERE id = ?2",
            (quantity, now["listing_id"]),
        )


def end(world: World, listing: Row) -> None:
    """End a listing: it shows nothing, and its offer is not published any more."""
    with note_shown(world, listing["item_id"]):
        world.update("ebay_listing", listing["listing_id"], ended_at=world.now)
        if listing["offer_id"] is not None:
            world.update("ebay_offer", listing["offer_id"], status=UNPUBLISHED)


def is_blocked(world: World, listing_id: int) -> bool:
    """Count a revision of a listing; True, and nothing counted, if today's are used up (2.3)."""
    most = world.quirk("ebay.revisions_per_day")
    if not most:
        return False
    key = (listing_id, day_of(world))
    query = "SELECT count FROM ebay_revision WHERE listing_id = ? AND day = ?"
    if (world.value(query, key) or 0) >= most:
        return True
    world.run(
        "INSERT INTO ebay_revision (listing_id, day, count) VALUES (?, ?, 1)"
        " ON CONFLICT (listing_id, day) DO UPDATE SET count = count + 1",
        key,
    )
    return False
