"""Listings as the wire shows them. Source: docs/reference/channels.md 3."""

from collections.abc import Sequence
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.swappa.wire import CURRENCY, spell_amount, spell_listing, spell_time

from .rows import Row, variants_of

ACTIVE, PAUSED, SOLD_OUT = "active", "paused", "sold_out"


def show_listings(world: World, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return listings by their ids, in the order of these."""
    return [
        show_listing(world, world.one("SELECT * FROM swappa_listing WHERE id = ?", (each,)))
        for each in ids
    ]


def show_listing(world: World, listing: Row) -> dict[str, Any]:
    """Return a listing; one with variants has no SKU of its own, and their sum as quantity."""
    variants = variants_of(world, listing["id"])
    quantity = sum(variant["quantity"] for variant in variants)
    shown = {
        "id": spell_listing(listing["id"]),
        "sku": None if listing["has_variants"] else variants[0]["sku"],
        "title": listing["title"],
        "condition": listing["condition"],
        "device": bool(listing["device"]),
        "price": spell_amount(listing["price"]),
        "currency": CURRENCY,
        "quantity": quantity,
        "status": PAUSED if listing["paused"] else ACTIVE if quantity else SOLD_OUT,
        "created_at": spell_time(listing["created_at"]),
        "updated_at": spell_time(listing["updated_at"]),
    }
    if listing["has_variants"]:
        shown["variants"] = [
            {"sku": variant["sku"], "quantity": variant["quantity"]} for variant in variants
        ]
    return shown
