"""What the seller does on eBay's own pages: list, rename, end.

Source: docs/reference/channels.md 13.
"""

from typing import Any

from stocktake.core.errors import Conflict
from stocktake.core.world import World

from . import rows


def add_listing(
    world: World,
    *,
    sku: str = "",
    quantity: int = 0,
    title: str = "",
    price: int = 19_900,
    by_hand: bool = False,
) -> dict[str, Any]:
    """List goods as an item and a published offer, or by hand: then the API shows neither.

    Conflict for a SKU that an item has already, and for no SKU unless it is listed by hand.
    """
    title = title or sku or "Untitled"
    if by_hand:
        made = rows.add_by_hand(world, sku=sku or None, quantity=quantity, title=title, price=price)
        return _shown(made)
    if not sku:
        raise Conflict("an item has a SKU: give one, or list it by hand")
    if world.value("SELECT id FROM ebay_item WHERE sku = ?", (sku,)) is not None:
        raise Conflict(f"there is an item {sku!r} already")
    made = rows.add(world, sku=sku, quantity=quantity, title=title, price=price)
    return _shown(made)


def rename_sku(world: World, *, listing: str | int, sku: str) -> dict[str, Any]:
    """Give a listing another SKU; orders keep the one that was bought."""
    known = rows.find(world, listing)
    if known["by_hand"]:
        world.update("ebay_listing", known["listing_id"], sku=sku)
        return _shown({**known, "sku": sku})
    taken = world.value(
        "SELECT id FROM ebay_item WHERE sku = ? AND id <> ?", (sku, known["item_id"])
    )
    if taken is not None:
        raise Conflict(f"there is an item {sku!r} already")
    world.update("ebay_item", known["item_id"], sku=sku, updated_at=world.now)
    offers = world.all(
        "SELECT id FROM ebay_offer WHERE item_id = ? ORDER BY id", (known["item_id"],)
    )
    for offer in offers:
        world.note("ebay", "renamed", sku=sku, good=offer["id"])
    return _shown({**known, "sku": sku})


def end_listing(world: World, *, listing: str | int) -> dict[str, Any]:
    """End a listing; Conflict for one that has ended."""
    known = rows.find(world, listing)
    if known["ended_at"] is not None:
        raise Conflict(f"listing {listing} has ended already")
    rows.end(world, known)
    return _shown(known)


def _shown(listing: rows.Row) -> dict[str, Any]:
    offer = listing["offer_id"]
    return {
        "id": str(listing["listing_id"] if offer is None else offer),
        "listing_id": str(listing["listing_id"]),
        "offer_id": None if offer is None else str(offer),
        "sku": listing["sku"],
    }


EVENTS = (add_listing, rename_sku, end_listing)
