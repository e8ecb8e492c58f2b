"""Rows of inventory items. Source: docs/reference/channels.md 2.3."""

import json
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.ebay.errors import SellError, inventory_error
from stocktake.vendors.ebay.listings.ledger import note_shown
from stocktake.vendors.ebay.listings.rows import is_blocked

Row = dict[str, Any]

MOST = 1_000_000_000  # units of an item or an offer


def unknown_item(sku: str) -> SellError:
    """Return the refusal of a SKU that no item has."""
    return inventory_error(
        25710, "We did not find the resource/entity you requested", status=404, sku=sku
    )


def find(world: World, sku: str) -> Row | None:
    """Return an item by its SKU, None where there is none."""
    return world.find("SELECT * FROM ebay_item WHERE sku = ?", (sku,))


def require(world: World, sku: str) -> Row:
    """Return an item by its SKU; refused with 25710 where there is none."""
    found = find(world, sku)
    if found is None:
        raise unknown_item(sku)
    return found


def auctioned(world: World, item_id: int) -> int:
    """Return how many units of an item its published auctions hold."""
    return int(
        world.value(
            "SELECT coalesce(sum(coalesce(quantity, 1)), 0) FROM ebay_offer"
            " WHERE item_id = ? AND format = 'AUCTION' AND status = 'PUBLISHED'",
            (item_id,),
        )
    )


def check_allocation(world: World, item: Row, quantity: int | None) -> None:
    """Refuse a quantity below what the auctions of an item hold."""
    held = auctioned(world, item["id"])
    if (quantity or 0) < held:
        raise inventory_error(
            25759, "The quantity is below what is allocated to auctions", allocated=held
        )


def set_quantity(world: World, item: Row, quantity: int | None) -> None:
    """Store how many of an item can be sold."""
    with note_shown(world, item["id"]):
        world.update("ebay_item", item["id"], quantity=quantity, updated_at=world.now)


def listings_of(world: World, item_id: int) -> list[int]:
    """Return the published listings of an item."""
    rows = world.all(
        "SELECT listing_id FROM ebay_offer WHERE item_id = ? AND status = 'PUBLISHED' ORDER BY id",
        (item_id,),
    )
    return [row["listing_id"] for row in rows]


def revise_all(world: World, item_id: int) -> None:
    """Count a revision of each listing of an item; refused where one takes no more today."""
    for listing_id in listings_of(world, item_id):
        if is_blocked(world, listing_id):
            raise blocked(listing_id)


def blocked(listing_id: int) -> SellError:
    """Return the refusal of a listing that takes no revision until tomorrow (2.3)."""
    return inventory_error(
        25019, "Cannot revise listing: it was revised too often today", listingId=listing_id
    )


def add(world: World, sku: str, columns: Row, details: Row) -> None:
    """Store a new item; nothing offers it yet."""
    world.insert(
        "ebay_item",
        sku=sku, details=json.dumps(details), created_at=world.now, updated_at=world.now, **columns,
    )  # fmt: skip


def replace(world: World, item: Row, columns: Row, details: Row) -> None:
    """Store an item anew: what the body leaves out is gone."""
    check_allocation(world, item, columns["quantity"])
    revise_all(world, item["id"])
    set_quantity(world, item, columns["quantity"])
    world.update("ebay_item", item["id"], locale=columns["locale"], details=json.dumps(details))
